//! Days and pages against the plainest count, over random libraries.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leporello_model::{FileType, Millis};
use leporello_store::FileRow;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::json;

use super::told;
use crate::support::{Person, World};

const ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"];

struct Dice(ChaCha20Rng);

impl Dice {
    fn below(&mut self, end: i64) -> i64 {
        i64::from(self.0.next_u32()) % end
    }

    /// Some time between 1950 and 2024, often one at which the calendar or the clocks change somewhere.
    fn time(&mut self) -> i64 {
        let at = self.below(27_000) * Millis::DAY - 7_300 * Millis::DAY;
        let zone = TimeZone::get(ZONES[self.below(5) as usize]).unwrap();
        let moment = Timestamp::from_millisecond(at).unwrap();
        match self.below(4) {
            0 => {
                zone.preceding(moment).next().map_or(at, |change| change.timestamp().as_millisecond()) + self.below(3)
                    - 1
            }
            1 => at - i64::from(zone.to_offset(moment).seconds()) * 1_000 + self.below(3) - 1,
            2 => (at - at % (400 * Millis::DAY)) + self.below(2),
            _ => at + self.below(Millis::DAY),
        }
    }
}

/// A library, and what of it each timeline should show: the time, the name and the identifier of each file.
struct Library {
    world: World,
    timelines: Vec<(String, Vec<(i64, String)>)>,
}

impl Library {
    async fn new(dice: &mut Dice) -> Self {
        let world = World::new().await;
        let ann = &world.ann;
        let mut folders = vec!["root".to_owned()];
        for number in 0..6 {
            let parent = folders[dice.below(folders.len() as i64) as usize].clone();
            folders.push(world.folder(ann, &parent, &format!("folder {number}")).await);
        }
        let first = world.folder(ann, "root", "first").await;
        folders.push(first.clone());
        let (mut all, mut of_folder, mut linked) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..300 {
            let folder = folders[dice.below(folders.len() as i64) as usize].clone();
            let (at, file_type) = (dice.time(), if dice.below(5) == 0 { FileType::Video } else { FileType::Image });
            let row = world.image(ann, &folder, &number.to_string());
            let id = world.put(FileRow { file_type, taken_at: Some(Millis(at)), ..row }).await;
            all.push((at, id.clone()));
            if folder == first {
                of_folder.push((at, id.clone()));
            }
            if number % 3 == 0 {
                linked.push((at, id));
            }
        }
        let ids: Vec<String> = linked.iter().map(|(_, id)| id.clone()).collect();
        let album = world.filled(ann, "Linked", &ids).await;
        let scope = json!({ "type": 1, "albumKind": 1, "scopeDir": [first], "scopeParentFolderId": "root", "scopeKind": "1,2" });
        let made = world.post(ann, "/album/create", scope).await.ok();
        let collection = format!("albumId={}", made["albumId"].as_str().unwrap());
        let mut timelines =
            vec![("a=b".to_owned(), all), (collection, of_folder), (format!("albumId={album}"), linked)];
        timelines.iter_mut().for_each(|(_, files)| files.sort_unstable_by(|one, other| other.cmp(one)));
        let mut library = Self { world, timelines };
        library.throw_away(dice).await;
        library
    }

    /// Throws some files away, and nothing of them is to be seen.
    async fn throw_away(&mut self, dice: &mut Dice) {
        let gone: Vec<String> = (0..20).map(|_| self.timelines[0].1[dice.below(300) as usize].1.clone()).collect();
        for id in gone.iter().collect::<std::collections::BTreeSet<_>>() {
            self.world.trash(&self.world.ann, &[id]).await;
        }
        self.timelines.iter_mut().for_each(|(_, files)| files.retain(|(_, id)| !gone.contains(id)));
    }

    /// The identifiers on a page.
    async fn page(&self, query: &str) -> Vec<String> {
        let moments = self.world.moments(&self.world.ann, query).await;
        moments.iter().map(|moment| moment["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// The calendar's day.
fn day(at: i64, zone: &TimeZone) -> String {
    Timestamp::from_millisecond(at).unwrap().to_zoned(zone.clone()).date().to_string()
}

fn ids(files: &[(i64, String)]) -> Vec<String> {
    files.iter().map(|(_, id)| id.clone()).collect()
}

#[tokio::test]
async fn days_and_pages_agree_with_a_plain_count() {
    let seed = 20_250_901;
    let mut dice = Dice(ChaCha20Rng::seed_from_u64(seed));
    for _ in 0..2 {
        let library = Library::new(&mut dice).await;
        let ann: &Person = &library.world.ann;
        for (of, files) in &library.timelines {
            assert!(files.len() > 20, "{of}");
            for name in ZONES {
                let zone = TimeZone::get(name).unwrap();
                let mut days = BTreeMap::<String, Vec<String>>::new();
                files.iter().for_each(|(at, id)| days.entry(day(*at, &zone)).or_default().push(id.clone()));
                let counted: Vec<String> = days.iter().rev().map(|(day, ids)| format!("{day} {}", ids.len())).collect();
                let answer = library.world.days(ann, &format!("?{of}&zone={name}")).await;
                assert_eq!(told(&answer), counted, "{of} in {name}, seed {seed}");
                assert_eq!(answer["total"], files.len());
                let some = dice.below(days.len() as i64) as usize;
                for (day, ids) in days.iter().skip(some).take(5) {
                    let query = format!("?{of}&zone={name}&from={day}&to={day}");
                    assert_eq!(library.page(&query).await, *ids, "{query}, seed {seed}");
                }
                let (from, to) = (days.keys().nth(some / 2).unwrap(), days.keys().nth(some).unwrap());
                let within: Vec<_> =
                    files.iter().filter(|(at, _)| (from..=to).contains(&&day(*at, &zone))).cloned().collect();
                let query = format!("?{of}&zone={name}&from={from}&to={to}&limit=500");
                assert_eq!(library.page(&query).await, ids(&within), "{query}, seed {seed}");
            }
            let (mut joined, limit) = (Vec::new(), 1 + dice.below(70));
            while let page = library.page(&format!("?{of}&offset={}&limit={limit}", joined.len())).await
                && !page.is_empty()
            {
                assert!(page.len() as i64 <= limit);
                joined.extend(page);
            }
            assert_eq!(joined, ids(files), "{of}, seed {seed}");
        }
    }
}
