//! The sample family library: about two hundred drawn pictures with times and places, in folders and albums.
//!
//! Every picture comes from a fixed seed and plain arithmetic, so each start makes the same bytes. Nothing
//! here reads a file, the clock or the network.

mod canvas;
mod colour;
mod dice;
mod light;
mod scenes;
mod shape;
mod stage;
mod story;
mod tags;

use jpeg_encoder::{ColorType, Encoder};
use leporello_model::Millis;

use canvas::{Canvas, Raster};
use dice::Dice;
use light::{Hour, Light};
use scenes::Scene;
use stage::Stage;
use story::Shot;
use tags::Tags;

/// One picture of the library.
pub(crate) struct Picture {
    /// The folder it lies in, one of [`folders`].
    pub(crate) folder: &'static str,
    /// Its file name; no other picture has it.
    pub(crate) name: String,
    /// When it was taken.
    pub(crate) taken: Millis,
    /// Degrees north of the equator.
    pub(crate) latitude: f64,
    /// Degrees east of Greenwich.
    pub(crate) longitude: f64,
    /// The file: a JPEG with an EXIF block.
    pub(crate) jpeg: Vec<u8>,
}

/// An album over the library.
pub(crate) struct AlbumPlan {
    /// Its name, 1 to 20 characters.
    pub(crate) name: &'static str,
    /// The numbers of its pictures, below [`PICTURES`], rising.
    pub(crate) pictures: Vec<usize>,
}

/// How many pictures the library has.
pub(crate) const PICTURES: usize = story::COUNT;

/// The first picture is drawn with this seed, the next with the following one.
const SEED: u64 = 0x1e90_0000;

/// How much of the detail the JPEG keeps, of 100.
const QUALITY: u8 = 82;

/// Draws picture `index`; numbers from [`PICTURES`] on start again at 0. Pictures do not depend on each
/// other, so any number of threads may draw at once.
pub(crate) fn picture(index: usize) -> Picture {
    let index = index % PICTURES;
    let shot = planned(index);
    let (latitude, longitude) = shot.place;
    let name = format!("IMG_{:04}.jpg", 2041 + index * 7);
    let mut picture =
        Picture { folder: shot.trip.folder, name, taken: shot.taken, latitude, longitude, jpeg: Vec::new() };
    picture.jpeg = file(index, &shot, &picture);
    picture
}

/// The albums: two by light, one by subject, one of favourites.
pub(crate) fn albums() -> [AlbumPlan; 4] {
    let chosen = |keep: fn(usize, &Shot) -> bool| -> Vec<usize> {
        story::shots().enumerate().filter(|(index, shot)| keep(*index, shot)).map(|(index, _)| index).collect()
    };
    [
        AlbumPlan { name: "Family favourites", pictures: chosen(|index, _| index % 6 == 2) },
        AlbumPlan { name: "Golden hour", pictures: chosen(|_, shot| matches!(shot.hour, Hour::Golden | Hour::Sunset)) },
        AlbumPlan { name: "After dark", pictures: chosen(|_, shot| shot.hour >= Hour::Dusk) },
        AlbumPlan { name: "By the water", pictures: chosen(|_, shot| by_the_water(shot.scene)) },
    ]
}

/// The collections: a name, and the folders whose pictures they take.
pub(crate) const COLLECTIONS: [(&str, &[&str]); 2] = [
    ("On the road", &["Lisbon 2024", "Alps hike", "City lights"]),
    ("At home", &["First snow", "Garden", "Harbour days"]),
];

/// The folders, in the order of the story.
pub(crate) fn folders() -> [&'static str; 6] {
    story::TRIPS.each_ref().map(|trip| trip.folder)
}

const fn by_the_water(scene: Scene) -> bool {
    use Scene::{Beach, Dunes, Harbour, Lake, Lighthouse, Pond, Sails};
    matches!(scene, Beach | Dunes | Harbour | Lake | Lighthouse | Pond | Sails)
}

#[expect(clippy::expect_used, reason = "the index is below the number of shots")]
fn planned(index: usize) -> Shot {
    story::shots().nth(index).expect("a shot for every picture")
}

/// Draws, turns and encodes one picture.
#[expect(clippy::expect_used, reason = "sizes and fields are constants; writing to memory cannot fail")]
fn file(index: usize, shot: &Shot, picture: &Picture) -> Vec<u8> {
    let mut dice = Dice::new(SEED + index as u64);
    let (width, height) = size(shot, &mut dice);
    let light = Light::at(shot.hour, &mut dice);
    let canvas = Canvas::new(width, height).expect("sizes above zero");
    let mut stage = Stage { canvas, light, season: shot.season, dice, sun: (0.0, 0.0) };
    shot.scene.draw(&mut stage);
    let upright = stage.canvas.finish(&mut stage.dice);
    let orientation = orientation(index, &upright);
    let stored = match orientation {
        6 => upright.turned(false),
        8 => upright.turned(true),
        _ => upright,
    };
    let tags = Tags {
        title: shot.scene.title(),
        taken: picture.taken,
        zone: shot.trip.zone,
        place: (picture.latitude, picture.longitude),
        orientation,
    };
    let block = tags.block().expect("an EXIF block");
    let mut jpeg = Vec::with_capacity(160 * 1024);
    let mut encoder = Encoder::new(&mut jpeg, QUALITY);
    encoder.add_app_segment(1, [b"Exif\0\0", block.as_slice()].concat()).expect("a short block");
    let (width, height) = (stored.width as u16, stored.height as u16);
    encoder.encode(&stored.pixels, width, height, ColorType::Rgba).expect("a picture in memory");
    jpeg
}

/// Width and height as the picture is looked at: mostly 3:2, some 4:3, upright and square ones.
fn size(shot: &Shot, dice: &mut Dice) -> (u32, u32) {
    if shot.panorama {
        return (2000, 720);
    }
    let upright = match shot.scene {
        Scene::Birches | Scene::Lighthouse | Scene::Pagoda | Scene::Rain | Scene::Firs => 0.42,
        Scene::Flowers | Scene::Tree | Scene::Tram | Scene::Cat | Scene::Camp => 0.24,
        Scene::Skyline | Scene::Bridge | Scene::Peaks => 0.05,
        _ => 0.1,
    };
    let square = if shot.scene == Scene::Tiles { 0.6 } else { 0.08 };
    let chance = dice.unit();
    if chance < upright {
        dice.pick([(800, 1200), (864, 1152)])
    } else if chance < upright + square {
        (960, 960)
    } else {
        dice.pick([(1200, 800), (1200, 800), (1200, 800), (1152, 864)])
    }
}

/// Some upright pictures lie on their side in the file, as cameras store them.
const fn orientation(index: usize, upright: &Raster) -> u16 {
    match index % 5 {
        _ if upright.width >= upright.height => 1,
        0 => 6,
        3 => 8,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    // A few pictures each: drawing is slow without optimisation.

    use std::collections::HashSet;
    use std::io::Cursor;

    use exif::{Exif, In, Reader, Tag, Value};

    use super::*;

    fn tags(picture: &Picture) -> Exif {
        Reader::new().read_from_container(&mut Cursor::new(&picture.jpeg)).unwrap()
    }

    fn text(tags: &Exif, tag: Tag) -> String {
        match &tags.get_field(tag, In::PRIMARY).unwrap().value {
            Value::Ascii(lines) => String::from_utf8(lines[0].clone()).unwrap(),
            other => panic!("{tag} is {other:?}"),
        }
    }

    fn degrees(tags: &Exif, tag: Tag, side: Tag, negative: &str) -> f64 {
        let Value::Rational(parts) = &tags.get_field(tag, In::PRIMARY).unwrap().value else { panic!("{tag}") };
        let angle = parts[0].to_f64() + parts[1].to_f64() / 60.0 + parts[2].to_f64() / 3600.0;
        if text(tags, side) == negative { -angle } else { angle }
    }

    /// Width and height in the frame header.
    fn stored_size(jpeg: &[u8]) -> (u16, u16) {
        let mut at = 2;
        while !matches!(jpeg[at + 1], 0xC0 | 0xC2) {
            at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        }
        let side = |from: usize| u16::from_be_bytes([jpeg[at + from], jpeg[at + from + 1]]);
        (side(7), side(5))
    }

    #[test]
    fn a_picture_is_the_same_every_time() {
        let [one, other] = [105, 61].map(|index| {
            let first = picture(index).jpeg;
            assert_eq!(first, picture(index).jpeg, "{index}");
            first
        });
        assert_ne!(one, other);
    }

    #[test]
    fn the_camera_tells_when_and_where() {
        for index in [40, 108] {
            let picture = picture(index);
            let tags = tags(&picture);
            assert_eq!(text(&tags, Tag::Make), "Leporello");
            assert_eq!(text(&tags, Tag::Model), "Demo camera");
            let local = text(&tags, Tag::DateTimeOriginal).replacen(':', "-", 2).replace(' ', "T");
            let moment = format!("{local}{}", text(&tags, Tag::OffsetTimeOriginal));
            assert_eq!(Millis::parse_body(&moment), Some(picture.taken), "{moment}");
            let latitude = degrees(&tags, Tag::GPSLatitude, Tag::GPSLatitudeRef, "S");
            let longitude = degrees(&tags, Tag::GPSLongitude, Tag::GPSLongitudeRef, "W");
            assert!((latitude - picture.latitude).abs() < 1e-6, "{latitude}");
            assert!((longitude - picture.longitude).abs() < 1e-6, "{longitude}");
        }
    }

    #[test]
    fn lisbon_lies_west_and_tokyo_far_east() {
        let places: Vec<_> = story::shots().map(|shot| (shot.trip.folder, shot.place.1)).collect();
        assert!(
            places.iter().filter(|(folder, _)| *folder == "Lisbon 2024").all(|(_, east)| (-9.2..-9.1).contains(east))
        );
        assert!(
            places.iter().filter(|(folder, _)| *folder == "City lights").all(|(_, east)| (139.7..139.8).contains(east))
        );
    }

    #[test]
    fn some_upright_pictures_lie_on_their_side() {
        let raster = |width, height| Raster { width, height, pixels: (0..width as u8 * height as u8 * 4).collect() };
        let upright = raster(1, 2);
        assert_eq!(orientation(5, &upright), 6);
        assert_eq!(orientation(8, &upright), 8);
        assert_eq!(orientation(5, &raster(2, 1)), 1);
        // A viewer turns orientation 6 clockwise, so the file holds the picture turned the other way.
        assert_eq!(upright.turned(false).pixels, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(upright.turned(true).pixels, [4, 5, 6, 7, 0, 1, 2, 3]);
        assert_eq!(raster(2, 3).turned(false).turned(true).pixels, raster(2, 3).pixels);
        assert_eq!((raster(2, 3).turned(true).width, raster(2, 3).turned(true).height), (3, 2));
    }

    #[test]
    fn a_turned_file_says_so() {
        let turned = (0..PICTURES)
            .filter(|index| matches!(index % 5, 0 | 3))
            .find(|index| {
                let (width, height) = size(&planned(*index), &mut Dice::new(SEED + *index as u64));
                width < height
            })
            .unwrap();
        let picture = picture(turned);
        let orientation = tags(&picture).get_field(Tag::Orientation, In::PRIMARY).unwrap().value.get_uint(0);
        assert!(matches!(orientation, Some(6 | 8)), "{orientation:?}");
        let (width, height) = stored_size(&picture.jpeg);
        assert!(width > height);
    }

    #[test]
    fn the_plan_uses_every_folder() {
        let used: HashSet<_> = story::shots().map(|shot| shot.trip.folder).collect();
        assert_eq!(used, HashSet::from(folders()));
        assert_eq!(story::shots().count(), PICTURES);
        assert_eq!(story::shots().filter(|shot| shot.panorama).count(), 3);
    }

    #[test]
    fn time_passes_within_a_folder() {
        let mut last = ("", Millis(0));
        for (index, shot) in story::shots().enumerate() {
            assert!(shot.trip.folder != last.0 || shot.taken > last.1, "picture {index}");
            last = (shot.trip.folder, shot.taken);
        }
    }

    #[test]
    fn albums_have_short_names_and_known_pictures() {
        for album in albums() {
            assert!(leporello_model::album_name(album.name).is_ok(), "{}", album.name);
            assert!(album.pictures.len() > 20, "{}", album.name);
            assert!(album.pictures.is_sorted_by(|a, b| a < b));
            assert!(album.pictures.iter().all(|index| *index < PICTURES));
        }
        for (name, taken_from) in COLLECTIONS {
            assert!(leporello_model::album_name(name).is_ok(), "{name}");
            assert!(taken_from.iter().all(|folder| folders().contains(folder)), "{name}");
        }
    }
}
