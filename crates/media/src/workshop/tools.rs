//! The programs of others that decode what we cannot, where they are, and what they are told to do.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::kind::{Container, Kind};

/// Where a tool finds the file it is to read.
const INPUT: &str = "/proc/self/fd/0";

/// Longest side of a preview, in pixels.
const PREVIEW: u32 = 256;

/// Longest side of a poster, in pixels: as large as a view can be.
const POSTER: u32 = 1440;

/// The first program of that name in these folders.
pub(super) fn look_up(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    folders.iter().filter(|folder| folder.is_absolute()).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// What heif-convert is told: every picture of the file into a JPEG or PNG, upright, with its colour profile.
pub(super) fn heif_convert(output: &Path) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["--quiet", "-q", "95", INPUT].map(OsString::from).to_vec();
    arguments.push(output.into());
    arguments
}

/// What ffmpeg is told for a poster: the picture at one second or, of a shorter video, the first. Both are written to one
/// file, the later over the former.
pub(super) fn poster(demuxer: &str, output: &Path) -> Vec<OsString> {
    let filters = format!("select='eq(n,0)+gte(t,1)',{}", shaped(POSTER));
    let mut arguments = input(demuxer, "2");
    arguments.extend(["-vf", &filters, "-frames:v", "2", "-fps_mode", "passthrough"].map(OsString::from));
    arguments.extend(["-c:v", "png", "-compression_level", "1", "-f", "image2", "-update", "1"].map(OsString::from));
    arguments.push(output.into());
    arguments
}

/// What ffmpeg is told for a preview: the first second, ten pictures of it, for ever.
pub(super) fn preview(demuxer: &str, output: &Path) -> Vec<OsString> {
    let filters = format!("fps=10,{}", shaped(PREVIEW));
    let mut arguments = input(demuxer, "1");
    arguments.extend(["-vf", &filters, "-map_metadata", "-1", "-c:v", "libwebp_anim"].map(OsString::from));
    arguments.extend(["-quality", "60", "-loop", "0", "-f", "webp"].map(OsString::from));
    arguments.push(output.into());
    arguments
}

/// The video itself, and nothing that it may refer to: no other file, no other container inside, no sound or text.
fn input(demuxer: &str, seconds: &str) -> Vec<OsString> {
    let name = if demuxer == "matroska" { "matroska,webm" } else { demuxer };
    let mut arguments = vec!["-nostdin", "-v", "error", "-y", "-protocol_whitelist", "file", "-format_whitelist", name];
    arguments
        .extend(["-threads", "1", "-t", seconds, "-f", demuxer, "-i", INPUT, "-map", "0:V:0", "-an", "-sn", "-dn"]);
    arguments.extend(["-filter_threads", "1", "-threads", "1"]);
    arguments.into_iter().map(OsString::from).collect()
}

/// Square pixels, and at most so many on the longest side. (That of a picture whose pixels are said to be absurdly wide
/// is cut short, for the sake of memory.)
fn shaped(longest: u32) -> String {
    format!(
        "scale=w='max(1,min(8192,iw*sar))':h=ih,setsar=1,\
         scale=w='min({longest},iw)':h='min({longest},ih)':force_original_aspect_ratio=decrease"
    )
}

/// ffmpeg's name for how a video is built; none if such videos are left alone.
pub(super) fn demuxer(kind: &Kind) -> Option<&'static str> {
    match kind.container {
        Container::Movie => Some("mov"),
        Container::Matroska => Some("matroska"),
        Container::Avi => Some("avi"),
        _ => (kind.mime == "video/mp2t").then_some("mpegts"),
    }
}
