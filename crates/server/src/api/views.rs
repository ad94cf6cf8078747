//! What is told of pictures beside the contract's facts: links to views of them, and their metadata (contract/drive.md §2.1).

use leporello_media::{Process, Rendition, usage};
use leporello_model::{AlbumId, Caller, FileType, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::loose::Loose;
use crate::App;
use crate::app::FileRow;
use crate::app::pictures::Pictured;

/// Which views somebody wants links to, and whether they want the metadata.
pub(crate) struct Views {
    /// The expression as it was sent, and what it means.
    process: Option<(String, Process)>,
    /// The names that were sent; what has no side is a video's preview.
    usage: Vec<(&'static str, Option<u32>)>,
    /// Whether the metadata is wanted.
    pub(crate) media: bool,
}

impl Views {
    /// Reads `imageProcess` and `usage`, where they are given; `media` is whether the metadata is wanted.
    pub(crate) fn read(process: &Loose, names: &Loose, media: bool) -> Result<Self, Refusal> {
        const PROCESS: &str = "imageProcess";
        let parsed = |text: &str| Ok((text.to_owned(), Process::parse(text, PROCESS)?));
        Ok(Self {
            process: process.text().map(parsed).transpose()?,
            usage: names.text().map(|names| usage(names, "usage")).transpose()?.unwrap_or_default(),
            media,
        })
    }

    /// Whether any links are wanted.
    pub(crate) fn links(&self) -> bool {
        self.process.is_some() || !self.usage.is_empty()
    }

    /// The views of a file that are wanted, each with what it is asked for as; `posters` says whether `imageProcess` is
    /// meant for videos too.
    fn of(&self, file: &FileRow, posters: bool) -> Vec<(String, Rendition)> {
        let video = file.file_type == FileType::Video;
        if !video && file.file_type != FileType::Image {
            return Vec::new();
        }
        let process = self.process.iter().filter(|_| posters || !video).map(|(text, process)| {
            let known = MediaInfo::known(file).and_then(|info| info.width.zip(info.height));
            (text.clone(), process.rendition(known))
        });
        let named = self.usage.iter().filter_map(|(name, side)| {
            let rendition = match side {
                Some(side) => Rendition::Kept(*side),
                None if video => Rendition::Preview,
                None => return None,
            };
            Some(((*name).to_owned(), rendition))
        });
        process.chain(named).collect()
    }
}

/// A link to a view of a picture or video.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DownloadLink {
    /// The `imageProcess` that was asked for, or the `usage`.
    process: String,
    /// Where the view is.
    download_url: String,
}

/// What the metadata of a picture or video says. For those only who may fetch the file itself.
#[derive(Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MediaInfo {
    /// When it was taken: UTC with milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    take_time: Option<String>,
    /// The offset from UTC, such as `+08:00`, that the file itself states for its shooting time.
    #[serde(skip_serializing_if = "Option::is_none")]
    take_zone: Option<String>,
    /// Width in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    /// Height in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    /// How the stored picture is turned, 1 to 8 as in EXIF.
    #[serde(skip_serializing_if = "Option::is_none")]
    orientation: Option<u8>,
    /// Playing time in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<i64>,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    longitude: Option<f64>,
    /// The camera's maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    make: Option<String>,
    /// The camera's model.
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<String>,
    /// What can be shown until a picture has come: a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumb_hash: Option<String>,
    /// Why there is no picture of it: `undecodable`, `unsupported`, `tooLarge`, `outOfMemory`, `timedOut`, `crashed`,
    /// `noTool`, `notTried`.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

impl MediaInfo {
    /// What was read from the file.
    fn known(file: &FileRow) -> Option<Self> {
        serde_json::from_str(file.media.as_deref()?).ok()
    }

    pub(crate) fn new(file: &FileRow, pictured: Option<&Pictured>) -> Option<Self> {
        let info = Self {
            take_time: file.taken_at.map(|time| time.to_string()),
            thumb_hash: pictured.and_then(|pictured| pictured.placeholder.clone()),
            problem: pictured.and_then(|pictured| pictured.problem.clone()),
            ..Self::known(file).unwrap_or_default()
        };
        (info != Self::default()).then_some(info)
    }
}

/// Who asks for files, where links for them start, and what they want to be told.
pub(crate) struct Viewer<'a> {
    pub(crate) app: &'a App,
    pub(crate) caller: Caller,
    pub(crate) base: String,
    pub(crate) views: Views,
}

impl Viewer<'_> {
    /// The links to the views of `file` that are wanted, if any are; `by` is the album that shows it to the caller.
    /// What is neither an image nor a video has none, and a video none by `imageProcess`.
    pub(crate) fn links(&self, file: &FileRow, by: Option<AlbumId>) -> Option<Vec<DownloadLink>> {
        self.made(file, by, false)
    }

    /// The same in an album, where a video's poster goes by `imageProcess` too.
    pub(crate) fn album_links(&self, file: &FileRow, by: Option<AlbumId>) -> Option<Vec<DownloadLink>> {
        self.made(file, by, true)
    }

    fn made(&self, file: &FileRow, by: Option<AlbumId>, posters: bool) -> Option<Vec<DownloadLink>> {
        // No link fetches what is in the bin.
        let views = if file.in_bin { Vec::new() } else { self.views.of(file, posters) };
        let link = |(process, view)| DownloadLink {
            process,
            download_url: self.app.picture_link(self.caller, &self.base, file, by, view),
        };
        (!views.is_empty()).then(|| views.into_iter().map(link).collect())
    }
}
