//! Where pictures and videos are decoded: always in a process of its own, which is shut in and may die of what it reads
//! without anybody noticing more than one failed job.
//!
//! One process for one job; nothing is shared between two, so nothing of one person's file can get into another's. What
//! needs a tool goes through two: the tool makes a plain picture, and a worker decodes that like any other. Never decodes
//! anything in this process, looks at a name, or logs what a worker says.

mod answer;
#[cfg(target_os = "linux")]
mod calls;
mod child;
#[cfg(target_os = "linux")]
mod confine;
#[cfg(not(target_os = "linux"))]
#[path = "workshop/confine_elsewhere.rs"]
mod confine;
mod heif;
mod limits;
mod tools;
mod worker;

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use leporello_model::FileType;
use tempfile::TempDir;

pub use worker::{shut_in, worker};

use crate::kind::{self, Container, Kind};
use crate::order::{Format, Made, Order, Picture, Trouble};
use crate::source::Source;
use heif::Heif;

/// How long a process may take, whatever it does with the time.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the names of the folders for single jobs begin.
const JOB: &str = "job-";

/// The largest preview, in bytes.
const LARGEST_PREVIEW: u64 = 2 * 1024 * 1024;

/// Makes renditions of pictures and videos, each in a process of its own. Every call blocks until it is done, at most a
/// minute, and no process outlives the thread that called.
#[derive(Clone, Debug)]
pub struct Workshop {
    program: PathBuf,
    arguments: Vec<OsString>,
    search: Vec<PathBuf>,
    scratch: PathBuf,
    patience: Duration,
}

/// What a workshop has to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tools {
    /// Where heif-convert is, which HEIC and AVIF need.
    pub heif_convert: Option<PathBuf>,
    /// Where ffmpeg is, which videos need.
    pub ffmpeg: Option<PathBuf>,
    /// The kernel keeps workers from all files. Without it, tools are not used.
    pub landlock: bool,
    /// The kernel keeps workers from everything else. Without it, tools are not used.
    pub seccomp: bool,
}

impl Workshop {
    /// A workshop whose workers are `program` with these `arguments`, which must call [`worker`] with those that follow.
    ///
    /// Tools are looked for in the folders `search`, and `scratch` is a folder that is there, for temporary files. Whole
    /// pictures lie in it for a moment, so it is nobody else's to look into. It is empty between jobs; what a killed server
    /// leaves in it may be removed.
    #[must_use]
    pub const fn new(program: PathBuf, arguments: Vec<OsString>, search: Vec<PathBuf>, scratch: PathBuf) -> Self {
        Self { program, arguments, search, scratch, patience: PATIENCE }
    }

    /// The same, but each process may take so long instead of 30 seconds.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Makes of a picture, or of one picture out of a video, what is ordered. The position of `input` does not matter.
    ///
    /// # Errors
    /// Why there is nothing of it; [`Trouble::NotTried`] is worth another try, the others are not.
    pub fn make(&self, mut input: File, order: &Order) -> Result<Made, Trouble> {
        let (kind, heif) = look(&mut input)?;
        if kind.container == Container::Heif {
            let job = self.job()?;
            let picture = self.plain_picture(input, heif, job.path())?;
            return self.decode(picture, &Order { upright: true, ..order.clone() });
        }
        match kind.file_type {
            FileType::Image => self.decode(input, order),
            FileType::Video => {
                let demuxer = tools::demuxer(&kind).ok_or(Trouble::Unsupported)?;
                let job = self.job()?;
                let poster =
                    self.by_ffmpeg(input, &job.path().join("poster.png"), |file| tools::poster(demuxer, file))?;
                self.decode(poster, &Order { upright: true, ..order.clone() })
            }
            _ => Err(Trouble::Unsupported),
        }
    }

    /// Makes what is ordered of a picture that is in memory: one that a worker made before.
    ///
    /// # Errors
    /// As with [`Self::make`].
    pub fn make_from(&self, picture: &[u8], order: &Order) -> Result<Made, Trouble> {
        let mut file = tempfile::tempfile_in(&self.scratch).map_err(|_| Trouble::NotTried)?;
        file.write_all(picture).map_err(|_| Trouble::NotTried)?;
        self.decode(file, order)
    }

    /// Makes of the first second of a video an animated WebP without sound or metadata, at most 256 pixels wide and high
    /// and 2 MiB long, that starts over for ever. The position of `input` does not matter.
    ///
    /// # Errors
    /// As with [`Self::make`]; what is not a video is unsupported.
    pub fn preview(&self, mut input: File) -> Result<Picture, Trouble> {
        let (kind, _) = look(&mut input)?;
        let demuxer = if kind.file_type == FileType::Video { tools::demuxer(&kind) } else { None };
        let demuxer = demuxer.ok_or(Trouble::Unsupported)?;
        let job = self.job()?;
        let file = self.by_ffmpeg(input, &job.path().join("preview.webp"), |file| tools::preview(demuxer, file))?;
        animation(file)
    }

    /// What this workshop has to work with. Starts a process to find out.
    #[must_use]
    pub fn tools(&self) -> Tools {
        let find = |name| tools::look_up(name, &self.search);
        let answer = child::run(self.worker("check"), Stdio::null(), answer::MOST, self.patience)
            .ok()
            .filter(|ended| ended.check(Trouble::Crashed).is_ok())
            .and_then(|ended| serde_json::from_slice(&ended.output).ok());
        let (landlock, seccomp) = answer.unwrap_or_default();
        Tools { heif_convert: find("heif-convert"), ffmpeg: find("ffmpeg"), landlock, seccomp }
    }

    /// A folder for one job, gone with it.
    fn job(&self) -> Result<TempDir, Trouble> {
        let mut folder = tempfile::Builder::new();
        #[cfg(unix)]
        folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        folder.prefix(JOB).tempdir_in(&self.scratch).map_err(|_| Trouble::NotTried)
    }

    fn worker(&self, form: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).arg(form);
        command
    }

    /// Has a worker decode the picture.
    fn decode(&self, input: File, order: &Order) -> Result<Made, Trouble> {
        let mut command = self.worker("make");
        command.arg(serde_json::to_string(order).map_err(|_| Trouble::NotTried)?);
        let ended = child::run(command, input, answer::MOST, self.patience).map_err(|_| Trouble::NotTried)?;
        ended.check(Trouble::Crashed)?;
        answer::read(&ended.output, order)
    }

    /// Has a tool read `input` and write `files`, which are all that it can write; gives the first that it has written.
    fn tool(&self, name: &str, input: File, files: &[&Path], arguments: &[OsString]) -> Result<File, Trouble> {
        let tool = tools::look_up(name, &self.search).ok_or(Trouble::NoTool)?;
        for file in files {
            File::create_new(file).map_err(|_| Trouble::NotTried)?;
        }
        let mut command = self.worker("fence");
        command.args(files).arg("--").arg(tool).args(arguments);
        let ended = child::run(command, input, 0, self.patience).map_err(|_| Trouble::NotTried)?;
        ended.check(Trouble::Undecodable)?;
        files.iter().find_map(|file| written(file)).ok_or_else(|| ended.without_result())
    }

    /// Has heif-convert write the picture to show of a HEIF file, in a format that the worker knows: as PNG, which takes
    /// long to write, only if it may be transparent.
    fn plain_picture(&self, input: File, heif: Heif, folder: &Path) -> Result<File, Trouble> {
        let ending = if heif.transparent { "png" } else { "jpg" };
        let name = |number: &str| folder.join(format!("picture{number}.{ending}"));
        // One picture gets the name that was asked for, several are numbered. The others are not worth a file.
        let place = heif.place.unwrap_or(1);
        let (only, one_of_several) = (name(""), name(&format!("-{place}")));
        let files = [only.as_path(), &one_of_several];
        self.tool("heif-convert", input, &files, &tools::heif_convert(&only))
    }

    /// Has ffmpeg write that file.
    fn by_ffmpeg(&self, input: File, file: &Path, arguments: impl Fn(&Path) -> Vec<OsString>) -> Result<File, Trouble> {
        self.tool("ffmpeg", input, &[file], &arguments(file))
    }
}

/// What a file is, and what its header says if it is HEIF.
fn look(input: &mut File) -> Result<(Kind, Heif), Trouble> {
    let length = input.metadata().map_err(|_| Trouble::NotTried)?.len();
    let mut source = Source::open(input, length).map_err(|_| Trouble::NotTried)?;
    let kind = kind::of(&mut source);
    let heif = Heif::read(source.head());
    source.finish().map_err(|_| Trouble::NotTried)?;
    Ok((kind, heif))
}

/// What a tool has written, if it has.
fn written(path: &Path) -> Option<File> {
    let file = File::open(path).ok()?;
    file.metadata().is_ok_and(|metadata| metadata.len() > 0).then_some(file)
}

/// An animation that a tool has written, if that is what it is.
fn animation(file: File) -> Result<Picture, Trouble> {
    let mut bytes = Vec::new();
    file.take(LARGEST_PREVIEW + 1).read_to_end(&mut bytes).map_err(|_| Trouble::NotTried)?;
    if bytes.len() as u64 > LARGEST_PREVIEW {
        return Err(Trouble::TooLarge);
    }
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let size = if webp { imagesize::blob_size(&bytes).ok() } else { None };
    let (width, height) = size
        .and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)))
        .filter(|(width, height)| [*width, *height].iter().all(|side| (1..=256).contains(side)))
        .ok_or(Trouble::Crashed)?;
    Ok(Picture { width, height, format: Format::Webp, bytes })
}
