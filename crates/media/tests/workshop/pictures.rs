//! Pictures: those that a worker decodes by itself, and those that heif-convert opens.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use leporello_media::{Format, Trouble};
use tempfile::TempDir;

use crate::support::{RED_LEFT, Shop, WORKER, colour, decoded, drawn, file, jpeg, made_by, order, sample};

#[test]
fn a_picture_comes_back_through_the_process() {
    let shop = Shop::new();
    let bytes = jpeg(400, 300, |x, _| if x < 200 { [255, 0, 0] } else { [0, 0, 255] });
    let mut order = order(100);
    order.views.push(leporello_media::View { width: 40, format: Format::Jpeg, ..order.views[0] });
    order.placeholder = true;
    let made = shop.make(&bytes, &order).unwrap();
    let picture = decoded(&made.pictures[0]);
    assert_eq!(picture.dimensions(), (100, 75));
    assert_eq!((colour(&picture, 0.2, 0.5), colour(&picture, 0.8, 0.5)), ("red", "blue"));
    assert_eq!((made.pictures[1].format, made.pictures[1].width), (Format::Jpeg, 40));
    assert!(made.pictures[1].bytes.starts_with(&[0xff, 0xd8]));
    assert!(made.placeholder.is_some());
}

#[test]
fn what_has_no_picture_is_told_without_a_worker() {
    let shop = Shop::of(&["attempt", "abort"]);
    for bytes in [&b""[..], b"Dear Ann,", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"ID3\x03\0\0\0\0\0\0\0\0"] {
        assert_eq!(shop.make(bytes, &order(10)), Err(Trouble::Unsupported));
        assert_eq!(shop.preview(bytes), Err(Trouble::Unsupported));
    }
    assert_eq!(shop.preview(&jpeg(8, 8, |_, _| [0; 3])), Err(Trouble::Unsupported));
}

#[test]
fn heic_photographs_are_decoded_upright() {
    let shop = Shop::new();
    for (name, width, height) in [
        ("heic/samplefilehub.heif", 640, 426),
        ("heic/IMG_5195.HEIC", 2566, 3313),
        // Turned by the format itself; its EXIF says so once more, which must not turn it again.
        ("heic/mobile/iphone_13_pro_max.HEIC", 3024, 4032),
        ("heic/mobile/HMD_Nokia_8.3_5G.heif", 3456, 4608),
    ] {
        let picture = shop.picture(&sample(name), 320).unwrap();
        let (found, expected) =
            (f64::from(picture.width()) / f64::from(picture.height()), width as f64 / height as f64);
        assert_eq!(picture.width().max(picture.height()), 320, "{name}");
        assert!((found - expected).abs() < 0.01, "{name}: {found} {expected}");
    }
}

#[test]
fn avif_pictures_are_decoded() {
    let folder = TempDir::new().unwrap();
    let png = folder.path().join("in.png");
    fs::write(&png, drawn(RED_LEFT, &["-frames:v", "1"], "a.png")).unwrap();
    let avif = made_by("heif-enc", &["-A", png.to_str().unwrap(), "-o"], "a.avif");
    assert_eq!(&avif[4..12], b"ftypavif");
    let picture = Shop::new().picture(&avif, 1000).unwrap();
    assert_eq!(picture.dimensions(), (320, 240));
    assert_eq!((colour(&picture, 0.2, 0.5), colour(&picture, 0.8, 0.5)), ("red", "blue"));
}

#[test]
fn what_is_transparent_stays_so() {
    let folder = TempDir::new().unwrap();
    let png = folder.path().join("in.png");
    let how = ["-vf", "format=rgba,geq=r=255:g=0:b=0:a='255*gt(X,32)'", "-frames:v", "1"];
    fs::write(&png, drawn("color=red:s=64x64", &how, "a.png")).unwrap();
    let avif = made_by("heif-enc", &["-A", png.to_str().unwrap(), "-o"], "a.avif");
    let made = Shop::new().make(&avif, &order(64)).unwrap();
    let picture = image::load_from_memory(&made.pictures[0].bytes).unwrap().to_rgba8();
    assert!(picture.get_pixel(8, 32).0[3] < 20 && picture.get_pixel(56, 32).0[3] > 235);
}

#[test]
fn of_several_pictures_the_one_to_show_is_taken() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for name in ["red", "blue"] {
        let png = drawn(&format!("color={name}:s=64x64"), &["-frames:v", "1"], "a.png");
        fs::write(path(name) + ".png", png).unwrap();
    }
    let (red, blue) = (path("red") + ".png", path("blue") + ".png");
    let mut heic = made_by("heif-enc", &[&red, &blue, "-o"], "two.heic");
    let shop = Shop::new();
    assert_eq!(colour(&shop.picture(&heic, 64).unwrap(), 0.5, 0.5), "red");
    // The other way round: the number of the picture to show stands behind the name of its box.
    let primary = heic.windows(4).position(|name| name == b"pitm").unwrap() + 8;
    let last = heic.windows(4).rposition(|name| name == b"infe").unwrap() + 8;
    assert_ne!(heic[primary..primary + 2], heic[last..last + 2]);
    heic.copy_within(last..last + 2, primary);
    assert_eq!(colour(&shop.picture(&heic, 64).unwrap(), 0.5, 0.5), "blue");
}

/// Printed for whoever changes the decoding; the limit of a worker is 512 MiB.
#[test]
fn a_large_photograph_needs_little_memory() {
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).to_le_bytes();
    let bytes = jpeg(4000, 3000, |x, y| noise(x / 8, y / 8)[..3].try_into().unwrap());
    let order = serde_json::to_string(&order(1000)).unwrap();
    let mut command = Command::new(WORKER);
    command.args(["make", &order]).stdin(file(&bytes)).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Its first bytes come when all is made, and the rest of them waits for us: then it has used all it ever will.
    let mut output = child.stdout.take().unwrap();
    output.read_exact(&mut [0; 8]).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(rest.len() > 100_000, "{}", rest.len());
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let kibibytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!("12 megapixels: {} MiB", kibibytes / 1024);
    assert!((4 * 1024..300 * 1024).contains(&kibibytes), "{kibibytes}");
}
