//! Generated photographs of 12 megapixels: slopes of colour, edges and grain, so that they take a codec as long as real
//! ones do.

use std::fs;
use std::path::Path;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::Failed;
use crate::library::mixed;

const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;

/// How many different pictures are drawn; the others repeat them with other bytes behind the end.
const DRAWN: u64 = 8;

/// Fills `folder` with `count` JPEG files that differ.
pub(crate) fn fill(folder: &Path, count: u64) -> Result<(), Failed> {
    fs::create_dir_all(folder)?;
    let drawn: Vec<Vec<u8>> = (0..count.min(DRAWN)).map(photo).collect::<Result<_, _>>()?;
    for number in 0..count {
        let mut bytes = drawn[usize::try_from(number % DRAWN)?].clone();
        bytes.extend(number.to_be_bytes());
        fs::write(folder.join(format!("IMG_{number:04}.jpg")), bytes)?;
    }
    Ok(())
}

fn photo(seed: u64) -> Result<Vec<u8>, Failed> {
    let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            // A sky, hills before it, and grain as of a small sensor.
            let hill =
                1500.0 + 400.0 * ((x as f64 / (300.0 + seed as f64 * 40.0)).sin() + (x as f64 / 97.0).cos() * 0.3);
            let slope = (y * 160 / height) as i32;
            let patch = (mixed(((x / 23) * 4096 + y / 17) as u64 + seed) % 40) as i32;
            let base =
                if (y as f64) < hill { [90 + slope, 140 + slope / 2, 210] } else { [60 + patch, 120 + patch, 40] };
            let grain = (mixed((y * width + x) as u64 ^ seed << 40) % 13) as i32 - 6;
            pixels.extend(base.map(|value| u8::try_from((value + grain).clamp(0, 255)).unwrap_or(0)));
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 88);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&pixels, WIDTH, HEIGHT, ColorType::Rgb)?;
    Ok(bytes)
}
