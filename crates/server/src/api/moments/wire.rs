//! What operations on moments take and give.

use leporello_media::Rendition;
use leporello_model::{AlbumId, Caller, Day, Refusal, Zone};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::loose::{Loose, list};
use super::super::reply::{DONE, Done};
use crate::App;
use crate::app::facts::MediaInfo;
use crate::app::moments::{MAX_DIGESTS, MAX_PAGE, Moment as Shown, Moments, MomentsOf, PartOf};
use crate::app::{Days, KnownFile};

/// How many moments a page has unless asked otherwise.
const USUAL_PAGE: i64 = 200;

/// The query of listMomentDays.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListDays {
    /// An album of either type, the caller's own or one that a family shares; the caller's own space unless given.
    album_id: Option<String>,
    /// The time zone in which days are counted, by its IANA name; the one of the caller's account unless given.
    zone: Option<String>,
}

impl ListDays {
    pub(super) fn read(self) -> Result<MomentsOf, Refusal> {
        of(self.album_id, self.zone)
    }
}

/// The query of listMoments.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListMoments {
    /// As of listMomentDays.
    album_id: Option<String>,
    /// As of listMomentDays.
    zone: Option<String>,
    /// The first day, as `yyyy-MM-dd`; without it there is none.
    from: Option<String>,
    /// The last day, as `yyyy-MM-dd`; without it there is none.
    to: Option<String>,
    /// How many of the newest of these days are left out; 0 unless given.
    offset: Option<String>,
    /// 1 to 500; 200 unless given.
    limit: Option<String>,
}

impl ListMoments {
    pub(super) fn read(self) -> Result<(MomentsOf, PartOf), Refusal> {
        let [from, to, offset, limit] = [self.from, self.to, self.offset, self.limit].map(Loose::of_query);
        let part = PartOf {
            from: day(&from, "from")?,
            to: day(&to, "to")?,
            offset: offset.whole("offset", 0, i64::MAX)?.unwrap_or(0),
            limit: limit.whole("limit", 1, MAX_PAGE)?.unwrap_or(USUAL_PAGE),
        };
        Ok((of(self.album_id, self.zone)?, part))
    }
}

fn of(album: Option<String>, zone: Option<String>) -> Result<MomentsOf, Refusal> {
    const ZONE: &str = "zone";
    let [album, zone] = [album, zone].map(Loose::of_query);
    let named = |name: &str| Zone::named(name).ok_or(Refusal::ZoneUnknown { field: ZONE });
    Ok(MomentsOf { album: album.id::<AlbumId>("albumId")?, zone: zone.text().map(named).transpose()? })
}

fn day(sent: &Loose, field: &'static str) -> Result<Option<Day>, Refusal> {
    sent.text().map(|text| Day::parse(text).ok_or(Refusal::FieldFormat { field })).transpose()
}

/// The answer of listMomentDays.
#[derive(Serialize, ToSchema)]
pub(super) struct MomentDays {
    /// How many images and videos there are on all days.
    total: i64,
    /// The zone in which days were counted.
    zone: String,
    /// Every day that has any, newest first.
    days: Vec<MomentDay>,
    #[serde(flatten)]
    done: Done,
}

/// A day that has images or videos.
#[derive(Serialize, ToSchema)]
struct MomentDay {
    /// Which, as `yyyy-MM-dd`.
    day: String,
    /// How many.
    count: i64,
}

impl MomentDays {
    pub(super) fn new(days: &Days, zone: &Zone) -> Self {
        let day = |(day, count): (&Day, &i64)| MomentDay { day: day.to_string(), count: *count };
        Self {
            total: days.values().sum(),
            zone: zone.name().to_owned(),
            days: days.iter().rev().map(day).collect(),
            done: DONE,
        }
    }
}

/// The answer of listMoments.
#[derive(Serialize, ToSchema)]
pub(super) struct MomentPage {
    /// The images and videos.
    items: Vec<Moment>,
    #[serde(flatten)]
    done: Done,
}

/// An image or video at its place in time. What it has no value for is left out.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Moment {
    /// The file.
    id: String,
    /// Whose it is.
    owner_id: String,
    /// The name of whose it is, in an album that a family shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_name: Option<String>,
    /// The space it lies in.
    container_id: String,
    /// What it is called.
    file_name: String,
    /// 15 image, 20 video.
    file_type: String,
    /// When it was taken, or where that is not known, when it was created: UTC with milliseconds.
    take_time: String,
    /// Whether it is known when it was taken.
    dated: bool,
    /// Width in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    /// Height in pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    /// Playing time in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<i64>,
    /// What can be shown until a picture has come: a ThumbHash in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumb_hash: Option<String>,
    /// Why there is no picture of it, as in `mediaInfo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// A link to a picture of it, at most 256 pixels wide and high.
    thumbnail_url: String,
    /// A link to a picture of it, at most 720 pixels wide and high.
    large_url: String,
}

impl MomentPage {
    /// `base` is where links start.
    pub(super) fn new(moments: &Moments, app: &App, caller: Caller, base: &str) -> Self {
        let moment = |shown: &Shown| {
            let Shown { entry, file, pictured, by } = shown;
            let link = |side| app.picture_link(caller, base, file, *by, Rendition::Kept(side));
            let info = file.media.as_deref().and_then(|media| serde_json::from_str::<MediaInfo>(media).ok());
            let info = info.unwrap_or_default();
            Moment {
                id: entry.id.to_string(),
                owner_id: entry.owner.to_string(),
                owner_name: moments.people.get(&entry.owner).cloned(),
                container_id: entry.space.to_string(),
                file_name: file.name.clone(),
                file_type: file.file_type.code().to_string(),
                take_time: entry.key.to_string(),
                dated: file.taken_at.is_some(),
                width: info.width,
                height: info.height,
                duration_ms: info.duration_ms,
                thumb_hash: pictured.as_ref().and_then(|pictured| pictured.placeholder.clone()),
                problem: pictured.as_ref().and_then(|pictured| pictured.problem.clone()),
                thumbnail_url: link(256),
                large_url: link(720),
            }
        };
        Self { items: moments.moments.iter().map(moment).collect(), done: DONE }
    }
}

/// The body of knownFiles.
#[derive(Deserialize, ToSchema)]
pub(super) struct KnownDigests {
    /// 1 to 100 digests: 64 hexadecimal digits each.
    #[serde(default)]
    #[schema(value_type = Vec<String>, required, min_items = 1, max_items = 100)]
    sha256: Option<Vec<Loose>>,
}

impl KnownDigests {
    pub(super) fn read(&self) -> Result<Vec<String>, Refusal> {
        const FIELD: &str = "sha256";
        let digests = list(FIELD, self.sha256.as_deref(), MAX_DIGESTS)?;
        let digest = |sent: &Loose| sent.sha256(FIELD)?.ok_or(Refusal::FieldFormat { field: FIELD });
        digests.iter().map(digest).collect()
    }
}

/// The answer of knownFiles.
#[derive(Serialize, ToSchema)]
pub(super) struct KnownFiles {
    /// Those of the digests that are known.
    pub(super) known: Vec<Known>,
    #[serde(flatten)]
    pub(super) done: Done,
}

/// A digest that is known.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Known {
    /// The digest, in lower case.
    sha256: String,
    /// A file that has these bytes.
    file_id: String,
    /// What it is called.
    file_name: String,
}

impl From<KnownFile> for Known {
    fn from(known: KnownFile) -> Self {
        Self { sha256: known.sha256, file_id: known.file.to_string(), file_name: known.name }
    }
}
