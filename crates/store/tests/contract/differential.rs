//! Totals, covers and contents after many random changes, against the plainest reckoning of what they should be.

use std::collections::BTreeMap;

use leporello_model::FileType;

use crate::fixture::Fixture;
use crate::people::{Person, inside};

promises!(albums_agree_with_the_plainest_reckoning);

/// A file as the reckoning sees it.
struct Model {
    parent: Option<u32>,
    trashed: bool,
    file_type: FileType,
}

/// What should be there: files by number, and per album when each file was linked.
struct World {
    files: BTreeMap<u32, Model>,
    links: BTreeMap<i64, BTreeMap<u32, i64>>,
}

impl World {
    /// Whether a file, or a folder above it, is in the bin.
    fn in_bin(&self, file: u32) -> bool {
        let model = &self.files[&file];
        model.trashed || model.parent.is_some_and(|parent| self.in_bin(parent))
    }

    fn is_below(&self, file: u32, folder: u32) -> bool {
        file == folder || self.files[&file].parent.is_some_and(|parent| self.is_below(parent, folder))
    }

    /// The visible files of an album in the order they were linked.
    fn contents(&self, album: i64) -> Vec<u32> {
        let mut visible: Vec<(i64, u32)> =
            self.links[&album].iter().filter(|(file, _)| !self.in_bin(**file)).map(|(file, at)| (*at, *file)).collect();
        visible.sort_unstable();
        visible.into_iter().map(|(_, file)| file).collect()
    }

    fn purge(&mut self, root: u32) {
        let gone: Vec<u32> = self.files.keys().copied().filter(|file| self.is_below(*file, root)).collect();
        self.files.retain(|file, _| !gone.contains(file));
        self.links.values_mut().for_each(|links| links.retain(|file, _| !gone.contains(file)));
    }
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick(&mut self, from: &[u32]) -> Option<u32> {
        if from.is_empty() { None } else { Some(from[self.below(from.len())]) }
    }
}

const ALBUMS: [i64; 3] = [1, 2, 3];

/// Folders 1 to 6, each in the one before but 4, and 40 files spread over them and the root.
fn a_world<'f>(store: &'f Fixture, dice: &mut Dice) -> (Person<'f>, World) {
    let somebody = store.person(1);
    let mut files = BTreeMap::new();
    let parents = (1..=6).map(|folder| (folder, if folder == 1 || folder == 4 { None } else { Some(folder - 1) }));
    for (folder, parent) in parents {
        let row = somebody.folder(folder);
        somebody.put([parent.map_or_else(|| row.clone(), |parent| inside(parent, row.clone()))]);
        files.insert(folder, Model { parent, trashed: false, file_type: FileType::Folder });
    }
    for file in 100..140 {
        let parent = Some(dice.below(7) as u32).filter(|folder| *folder > 0);
        let row = if file % 3 == 0 { somebody.video(file) } else { somebody.image(file) };
        files.insert(file, Model { parent, trashed: false, file_type: row.file_type });
        somebody.put([parent.map_or_else(|| row.clone(), |parent| inside(parent, row.clone()))]);
    }
    ALBUMS.iter().for_each(|album| somebody.make_album(*album));
    (somebody, World { files, links: ALBUMS.map(|album| (album, BTreeMap::new())).into() })
}

fn change(somebody: &Person<'_>, world: &mut World, dice: &mut Dice, step: i64) {
    let all: Vec<u32> = world.files.keys().copied().collect();
    let (in_bin, out): (Vec<u32>, Vec<u32>) = all.iter().partition(|file| world.in_bin(**file));
    let trashed: Vec<u32> = in_bin.into_iter().filter(|file| world.files[file].trashed).collect();
    let album = ALBUMS[dice.below(ALBUMS.len())];
    let some: Vec<u32> = (0..4).filter_map(|_| dice.pick(&out)).collect();
    match dice.below(12) {
        0..=3 => {
            let media: Vec<u32> = some.into_iter().filter(|file| world.files[file].file_type.is_media()).collect();
            // Now and then the clock is set back.
            let now = if dice.below(5) == 0 { step / 2 } else { step };
            somebody.link(album, media.iter().copied(), now);
            for file in media {
                world.links.get_mut(&album).unwrap().entry(file).or_insert(now);
            }
        }
        4..=5 => {
            let linked: Vec<u32> = world.links[&album].keys().copied().collect();
            let gone: Vec<u32> = (0..3).filter_map(|_| dice.pick(&linked)).collect();
            somebody.unlink(album, gone.iter().copied());
            world.links.get_mut(&album).unwrap().retain(|file, _| !gone.contains(file));
        }
        6..=7 => {
            somebody.trash(some.iter().copied().take(2), step);
            some.iter().take(2).for_each(|file| world.files.get_mut(file).unwrap().trashed = true);
        }
        8..=10 => {
            let back: Vec<u32> = (0..=dice.below(3)).filter_map(|_| dice.pick(&trashed)).collect();
            somebody.restore(back.iter().copied());
            back.iter().for_each(|file| world.files.get_mut(file).unwrap().trashed = false);
        }
        _ => {
            if let Some(file) = dice.pick(&trashed).filter(|_| dice.below(3) == 0) {
                somebody.purge([file]);
                world.purge(file);
            }
        }
    }
}

fn albums_agree_with_the_plainest_reckoning(store: &Fixture) {
    let mut dice = Dice(20_251_103);
    let (somebody, mut world) = a_world(store, &mut dice);
    for step in 1..=300 {
        change(&somebody, &mut world, &mut dice, step);
        for album in ALBUMS {
            let contents = world.contents(album);
            let cover = contents.iter().copied().find(|file| world.files[file].file_type == FileType::Image);
            let expected = (contents.len() as i64, cover);
            assert_eq!(somebody.total_and_cover(album), expected, "album {album} after step {step}");
            assert_eq!(somebody.contents(album), contents, "album {album} after step {step}");
        }
    }
    let files: Vec<_> = world.files.values().filter(|file| file.file_type != FileType::Folder).collect();
    assert_eq!(somebody.used(), 10 * files.len() as i64);
}
