//! What is shown by time: days and pages against the plainest reckoning, far places, and what is known by its bytes.

use std::collections::BTreeMap;

use leporello_model::{
    AlbumFacts, Day, FileType, Grant, Millis, Reach, Scope, ScopeKind, SpaceFacts, Span, View, Zone,
};
use leporello_store::{FileRow, KnownFile, Read, StoreError, Timeline};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, inside, number};

promises!(
    days_and_pages_agree_with_the_plainest_reckoning,
    far_places_are_found_by_counting,
    the_right_file_is_known_by_its_bytes,
);

/// With daylight saving, with changes just after midnight, with odd seconds, and with none.
const ZONES: [&str; 4] = ["Europe/Berlin", "America/St_Johns", "Africa/Monrovia", "UTC"];

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % end
    }

    /// Some time, often near a change of the clocks, a midnight or the beginning of time.
    fn time(&mut self) -> i64 {
        let at = Millis(self.below(3_000) * Millis::DAY - 800 * Millis::DAY);
        let zone = Zone::named(ZONES[self.below(4) as usize]).unwrap();
        match self.below(6) {
            0 => zone.stretch(at.plus(1)).span.from.0.max(-Millis::DAY * 40_000) + self.below(3) - 1,
            1 => at.0 - zone.stretch(at.plus(1)).offset + self.below(3) - 1,
            2 => self.below(3) - 1,
            3 => self.below(40) * Millis::DAY,
            _ => at.0 + self.below(Millis::DAY),
        }
    }
}

/// A file as the reckoning sees it.
struct Model {
    folder: u32,
    kind: FileType,
    at: i64,
    in_bin: bool,
}

/// Folders 1 to 6, each in the one before but 4 which lies in the root, and what lies in them.
struct Library<'f> {
    somebody: Person<'f>,
    files: BTreeMap<u32, Model>,
    parents: [u32; 7],
    thrown: Option<u32>,
}

impl<'f> Library<'f> {
    fn new(store: &'f Fixture, dice: &mut Dice) -> Self {
        let (somebody, parents, mut files) = (store.person(1), [0, 0, 1, 2, 0, 4, 5], BTreeMap::new());
        for folder in 1..=6 {
            let (row, parent) = (somebody.folder(folder), parents[folder as usize]);
            somebody.put([if parent == 0 { row } else { inside(parent, row) }]);
        }
        for file in 100..400 {
            let (folder, at) = (dice.below(7) as u32, dice.time());
            let row = if dice.below(4) == 0 { somebody.video(file) } else { somebody.image(file) };
            let kind = row.file_type;
            let known = FileRow { taken_at: (file % 3 > 0).then_some(Millis(at)), created_at: Millis(at), ..row };
            somebody.put([if folder == 0 { known } else { inside(folder, known) }]);
            files.insert(file, Model { folder, kind, at, in_bin: false });
        }
        somebody.put([FileRow { file_type: FileType::Audio, ..somebody.image(99) }]);
        somebody.make_album(5);
        somebody.link(5, (100..400).step_by(2), 9);
        Self { somebody, files, parents, thrown: None }
    }

    /// Throws another folder away than before, or none, and some files for good measure.
    fn change(&mut self, dice: &mut Dice, round: u32) {
        if let Some(folder) = self.thrown.take() {
            self.somebody.restore([folder]);
        }
        self.thrown = Some(round % 7).filter(|folder| *folder > 0);
        if let Some(folder) = self.thrown {
            self.somebody.trash([folder], 1_000);
        }
        let file = 100 + dice.below(300) as u32;
        if !self.files[&file].in_bin {
            self.somebody.trash([file], 1_001);
            self.files.get_mut(&file).unwrap().in_bin = true;
        }
    }

    /// Whether a folder is, or lies below, another; everything lies below 0.
    fn is_below(&self, folder: u32, other: u32) -> bool {
        other == 0 || folder == other || folder > 0 && self.is_below(self.parents[folder as usize], other)
    }

    fn is_shown(&self, model: &Model) -> bool {
        !model.in_bin && self.thrown.is_none_or(|thrown| !self.is_below(model.folder, thrown))
    }

    /// What is shown and wanted, in its order.
    fn sorted(&self, wanted: impl Fn(u32, &Model) -> bool) -> Vec<(i64, u32)> {
        let files = self.files.iter().filter(|(file, model)| self.is_shown(model) && wanted(**file, model));
        let mut sorted: Vec<_> = files.map(|(file, model)| (model.at, *file)).collect();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        sorted
    }
}

/// What is asked of a timeline.
#[derive(Clone)]
pub(crate) enum Of {
    Scope(Grant<View, SpaceFacts>, Scope),
    Album(Grant<View, AlbumFacts>),
}

impl Of {
    /// What lies in these folders of somebody's, or below.
    pub(crate) fn scope(somebody: &Person<'_>, scope: Scope) -> Self {
        Self::Scope(somebody.may(View), scope)
    }

    pub(crate) fn timeline(&self, read: &Read<'_>) -> Result<Timeline, StoreError> {
        Ok(match self {
            Self::Scope(space, scope) => Timeline::Collected(read.collection(space, scope, Reach::Deep, None)?),
            Self::Album(album) => Timeline::Linked(*album),
        })
    }

    fn days(&self, store: &Fixture, zone: &Zone) -> Vec<(Day, i64)> {
        let (of, zone) = (self.clone(), zone.clone());
        store.read(move |read| read.days(&of.timeline(read)?, &zone)).into_iter().collect()
    }

    fn page(&self, store: &Fixture, spans: &[Span], offset: i64, limit: usize) -> Vec<(i64, u32)> {
        let (of, spans) = (self.clone(), spans.to_vec());
        let page = store.read(move |read| read.moments(&of.timeline(read)?, &spans, offset, limit));
        page.iter().map(|entry| (entry.key.0, number(&entry.id))).collect()
    }
}

/// The root folder's files and all below.
pub(crate) fn everything(somebody: &Person<'_>) -> Of {
    Of::scope(somebody, Scope { dirs: vec![somebody.root()], ..somebody.scope([], ScopeKind::Both) })
}

/// The day of a moment.
fn day(at: i64, zone: &Zone) -> Day {
    Day::at(Millis(at), zone.stretch(Millis(at + 1)).offset)
}

/// Days by the plainest way of counting.
fn counted(sorted: &[(i64, u32)], zone: &Zone) -> Vec<(Day, i64)> {
    let mut days = BTreeMap::new();
    for (at, _) in sorted {
        *days.entry(day(*at, zone)).or_insert(0) += 1;
    }
    days.into_iter().collect()
}

fn days_and_pages_agree_with_the_plainest_reckoning(store: &Fixture) {
    let mut dice = Dice(7);
    let mut library = Library::new(store, &mut dice);
    let somebody = library.somebody;
    for round in 0..15 {
        library.change(&mut dice, round);
        let zone = Zone::named(ZONES[dice.below(4) as usize]).unwrap();
        let folder = |dirs: &[u32], kind| Of::scope(&somebody, somebody.scope(dirs.iter().copied(), kind));
        let in_folders = |model: &Model, dirs: &[u32]| dirs.iter().any(|dir| library.is_below(model.folder, *dir));
        let timelines = [
            (everything(&somebody), library.sorted(|_, _| true)),
            (folder(&[1], ScopeKind::Both), library.sorted(|_, model| in_folders(model, &[1]))),
            (
                folder(&[3, 6], ScopeKind::Images),
                library.sorted(|_, model| in_folders(model, &[3, 6]) && model.kind == FileType::Image),
            ),
            (folder(&[77], ScopeKind::Videos), Vec::new()),
            (Of::Album(somebody.may_on(View, 5)), library.sorted(|file, _| file % 2 == 0)),
            (Of::Album(somebody.may_on(View, 6)), Vec::new()),
        ];
        for (of, sorted) in &timelines {
            assert_eq!(of.days(store, &zone), counted(sorted, &zone), "round {round}");
            assert_eq!(of.page(store, &[Span::ALL], 0, 500), *sorted, "round {round}");
            agrees_in_part(store, of, sorted, &zone, &mut dice);
        }
    }
}

/// Some days, and some page of them.
fn agrees_in_part(store: &Fixture, of: &Of, sorted: &[(i64, u32)], zone: &Zone, dice: &mut Dice) {
    for _ in 0..8 {
        let some_day = |dice: &mut Dice| {
            let at = if sorted.is_empty() { 0 } else { sorted[dice.below(sorted.len() as i64) as usize].0 };
            day(at, zone)
        };
        let (one, other) = (some_day(dice), some_day(dice));
        let (from, to) = (one.min(other), if dice.below(2) == 0 { one.min(other) } else { one.max(other) });
        let (from, to) = (Some(from).filter(|_| dice.below(4) > 0), Some(to).filter(|_| dice.below(4) > 0));
        let within = |at| from.is_none_or(|from| from <= day(at, zone)) && to.is_none_or(|to| day(at, zone) <= to);
        let wanted: Vec<_> = sorted.iter().copied().filter(|(at, _)| within(*at)).collect();
        let (offset, limit) = (dice.below(1 + wanted.len() as i64), 1 + dice.below(40) as usize);
        let page: Vec<_> = wanted.into_iter().skip(offset as usize).take(limit).collect();
        let spans = zone.spans(from, to);
        assert_eq!(of.page(store, &spans, offset, limit), page, "{from:?} to {to:?}, {limit} from {offset}");
    }
}

/// When a file of the large library was taken.
fn taken(file: u32) -> i64 {
    match file {
        100..1_300 => i64::from(file) * 4 * Millis::HOUR,
        1_300..2_300 => i64::from(file) * 3 * Millis::HOUR,
        2_300..3_000 => 9_000 * Millis::HOUR,
        _ => 9_000 * Millis::HOUR + i64::from(file),
    }
}

/// 3,600 files: folder 1 has most of its time to itself, folder 2 begins in it, and half of folder 3 is of one moment.
fn fill(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put((1..=3).map(|folder| somebody.folder(folder)));
    somebody.make_album(5);
    let row = |file: u32| {
        let (id, folder) = (file_id(file), file_id(if file < 1_300 { 1 } else { 2 + u32::from(file >= 2_300) }));
        let (kind, at) = (if file.is_multiple_of(7) { 20 } else { 15 }, taken(file));
        let row = format!("1, '{id}', '{folder}', '{file}', '', '', {kind}, '', 1, 1, {at}, 1, 1, FALSE, {at}");
        (format!("({row})"), format!("(1, 5, TRUE, 9, '{id}', 1, 1, {kind}, {at}, 1)"))
    };
    let (files, links): (Vec<String>, Vec<String>) = (100..3_700).map(row).unzip();
    store.place.batch(&format!(
        "INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id, size,
                           taken_at, created_at, edited_at, hidden, shot_at) VALUES {};
         INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type,
                           taken_at, edited_at) VALUES {};",
        files.join(", "),
        links.join(", "),
    ));
    somebody
}

fn far_places_are_found_by_counting(store: &Fixture) {
    let somebody = fill(store);
    for thrown in [None, Some(2)] {
        if let Some(folder) = thrown {
            somebody.trash([folder], 8);
        }
        let sorted = |wanted: &dyn Fn(u32) -> bool| {
            let shown = (100..3_700).filter(|file| thrown.is_none() || !(1_300..2_300).contains(file));
            let mut sorted: Vec<_> = shown.filter(|file| wanted(*file)).map(|file| (taken(file), file)).collect();
            sorted.sort_unstable_by(|one, other| other.cmp(one));
            sorted
        };
        let first = Of::scope(&somebody, somebody.scope([1], ScopeKind::Both));
        let of_both = Of::scope(&somebody, somebody.scope([1, 3], ScopeKind::Images));
        let timelines = [
            (everything(&somebody), sorted(&|_| true)),
            (first, sorted(&|file| file < 1_300)),
            (of_both, sorted(&|file| !file.is_multiple_of(7) && !(1_300..2_300).contains(&file))),
            (Of::Album(somebody.may_on(View, 5)), sorted(&|_| true)),
        ];
        let zone = Zone::named("Europe/Berlin").unwrap();
        for (of, sorted) in &timelines {
            assert_eq!(of.days(store, &zone), counted(sorted, &zone));
            for offset in [1_000, 1_001, 1_190, 1_999, 2_400, 3_333, 3_599, 3_600, 1 << 40, i64::MAX] {
                let wanted = sorted.iter().copied().skip(usize::try_from(offset).unwrap()).take(20);
                let wanted: Vec<_> = wanted.collect();
                assert_eq!(of.page(store, &[Span::ALL], offset, 20), wanted, "from {offset}");
            }
            // The page begins in the second span.
            let spans = [(6_000, i64::MAX / Millis::HOUR), (100, 5_000)];
            let spans = spans
                .map(|(from, until)| Span { from: Millis(from * Millis::HOUR), until: Millis(until * Millis::HOUR) });
            let within = |at: i64| spans.iter().any(|span| span.from.0 <= at && at < span.until.0);
            let wanted: Vec<_> = sorted.iter().copied().filter(|(at, _)| within(*at)).skip(2_000).take(500).collect();
            assert_eq!(of.page(store, &spans, 2_000, 500), wanted);
        }
    }
}

fn the_right_file_is_known_by_its_bytes(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    somebody.put([somebody.folder(1), somebody.folder(2)]);
    let copy_of_11 = |file, folder| {
        let first = somebody.image(11);
        inside(folder, FileRow { blob: first.blob, sha256: None, ..somebody.image(file) })
    };
    somebody.put_images([11, 12, 13]);
    somebody.put([copy_of_11(5, 1), copy_of_11(6, 2), inside(1, somebody.image(14))]);
    other.put_images([21]);
    let known = |numbers: &[u32]| {
        let (space, digests) =
            (somebody.may(View), numbers.iter().map(|number| format!("{number:064x}")).collect::<Vec<_>>());
        let known = store.read(move |read| read.known_files(&space, &digests));
        known
            .into_iter()
            .map(|KnownFile { sha256, file, name }| (sha256.ends_with("b"), number(&file), name))
            .collect::<Vec<_>>()
    };
    assert_eq!(known(&[11, 21, 11, 99]), [(true, 5, "5.jpg".to_owned())], "the first of those that have the bytes");
    somebody.trash([1], 9);
    assert_eq!(known(&[11, 14]), [(true, 6, "6.jpg".to_owned())], "what lies in a folder in the bin is not told of");
    somebody.trash([6, 13], 9);
    assert_eq!(known(&[12, 11, 13]), [(true, 11, "11.jpg".to_owned()), (false, 12, "12.jpg".to_owned())]);
    somebody.restore([1]);
    assert_eq!(known(&[14]), [(false, 14, "14.jpg".to_owned())]);
    assert_eq!(known(&[]), []);
}
