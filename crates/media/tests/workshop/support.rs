//! A workshop in a temporary folder, and files made by ffmpeg.

use std::fs::{self, File};
use std::io::{Cursor, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use image::RgbImage;
use leporello_media::{Format, Made, Mode, Order, Picture, Trouble, View, Workshop};
use tempfile::TempDir;

pub(crate) const WORKER: &str = env!("CARGO_BIN_EXE_media-worker");
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos/exif-samples");

pub(crate) struct Shop {
    pub(crate) workshop: Workshop,
    pub(crate) scratch: TempDir,
}

impl Shop {
    pub(crate) fn new() -> Self {
        Self::of(&[])
    }

    /// One whose workers get these arguments first.
    pub(crate) fn of(arguments: &[&str]) -> Self {
        let scratch = TempDir::new().unwrap();
        let search = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from).to_vec();
        Self::with(arguments, search, scratch)
    }

    /// One that looks for tools in these folders.
    pub(crate) fn with(arguments: &[&str], search: Vec<PathBuf>, scratch: TempDir) -> Self {
        let arguments = arguments.iter().map(Into::into).collect();
        let workshop = Workshop::new(WORKER.into(), arguments, search, scratch.path().to_owned());
        // Machines that run tests may be slow; what takes 30 seconds on one of them is not what is tested.
        Self { workshop: workshop.with_patience(Duration::from_secs(240)), scratch }
    }

    pub(crate) fn patient_for(self, seconds: u64) -> Self {
        Self { workshop: self.workshop.with_patience(Duration::from_secs(seconds)), ..self }
    }

    pub(crate) fn make(&self, bytes: &[u8], order: &Order) -> Result<Made, Trouble> {
        let made = self.workshop.make(file(bytes), order);
        self.is_tidy();
        made
    }

    /// The one picture of that width and height at most, or why there is none.
    pub(crate) fn picture(&self, bytes: &[u8], side: u32) -> Result<RgbImage, Trouble> {
        self.make(bytes, &order(side)).map(|made| decoded(&made.pictures[0]))
    }

    pub(crate) fn preview(&self, bytes: &[u8]) -> Result<Picture, Trouble> {
        let made = self.workshop.preview(file(bytes));
        self.is_tidy();
        made
    }

    /// Nothing is left in the folder for temporary files.
    pub(crate) fn is_tidy(&self) {
        let left: Vec<_> = fs::read_dir(self.scratch.path()).unwrap().collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

pub(crate) fn order(side: u32) -> Order {
    let view = View { width: side, height: side, mode: Mode::Lfit, format: Format::Png, quality: 80 };
    Order { views: vec![view], placeholder: false, upright: false }
}

pub(crate) fn decoded(picture: &Picture) -> RgbImage {
    let pixels = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
    assert_eq!(pixels.dimensions(), (picture.width, picture.height));
    pixels
}

/// A file of these bytes, its position at the end.
pub(crate) fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    assert_eq!(file.stream_position().unwrap(), bytes.len() as u64);
    file
}

pub(crate) fn sample(name: &str) -> Vec<u8> {
    fs::read(Path::new(SAMPLES).join(name)).unwrap()
}

/// What the worker writes that is started with these arguments on this input.
pub(crate) fn worker(arguments: &[&str], input: impl Into<Stdio>) -> Output {
    Command::new(WORKER).args(arguments).stdin(input).env("SECRET", "canary").output().unwrap()
}

/// What a program writes to the file whose name is its last argument.
pub(crate) fn made_by(program: &str, arguments: &[&str], name: &str) -> Vec<u8> {
    let folder = TempDir::new().unwrap();
    let output = folder.path().join(name);
    let run = Command::new(program).args(arguments).arg(&output).stdin(Stdio::null()).output().unwrap();
    assert!(run.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    fs::read(output).unwrap()
}

/// A video or picture of this description (ffmpeg's language of filters), written in this way under this name.
pub(crate) fn drawn(description: &str, how: &[&str], name: &str) -> Vec<u8> {
    let source = ["-v", "error", "-f", "lavfi", "-i", description];
    made_by("ffmpeg", &[&source, how].concat(), name)
}

/// 320 by 240; red for a second, then blue for another.
pub(crate) const RED_THEN_BLUE: &str = "color=red:s=320x240:r=10:d=1[a];color=blue:s=320x240:r=10:d=1[b];[a][b]concat";

/// 320 by 240; the left half red, the right half blue.
pub(crate) const RED_LEFT: &str = "color=red:s=160x240:r=10:d=1.5[a];color=blue:s=160x240:r=10:d=1.5[b];[a][b]hstack";

/// `red` or `blue`, as far as a lossy format left it so.
pub(crate) fn colour(picture: &RgbImage, x: f64, y: f64) -> &'static str {
    let at = |part: f64, of: u32| (part * f64::from(of)) as u32;
    let [red, green, blue] = picture.get_pixel(at(x, picture.width()), at(y, picture.height())).0;
    match (red > 180, green > 90, blue > 180) {
        (true, false, false) => "red",
        (false, false, true) => "blue",
        _ => "something else",
    }
}

pub(crate) fn jpeg(width: u16, height: u16, pixel: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let picture = RgbImage::from_fn(width.into(), height.into(), |x, y| image::Rgb(pixel(x, y)));
    let mut bytes = Cursor::new(Vec::new());
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.encode(&picture, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes.into_inner()
}
