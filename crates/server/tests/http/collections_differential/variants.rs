//! The store broken on purpose, one way at a time: what keeps the tree of folders in step is left out or weakened in the
//! walk's own database.

use crate::support::place::Place;

/// One way to break the store.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    trigger: String,
    /// What stands in the trigger, and what is to stand there; none: it is dropped.
    change: Option<(&'static str, &'static str)>,
}

/// Mistakes that are easily made.
const WEAKENED: [(&str, &str, &str); 7] = [
    ("media_added", "min(COALESCE(oldest_shot, excluded.oldest_shot), excluded.oldest_shot)", "oldest_shot"),
    (
        "media_added",
        "max(COALESCE(newest_created, excluded.newest_created), excluded.newest_created)",
        "newest_created",
    ),
    ("media_came", "max(COALESCE(newest_edited, excluded.newest_edited), excluded.newest_edited)", "newest_edited"),
    ("media_came", "version = excluded.version", "version = folder_media.version"),
    ("media_purged", "AND OLD.trashed_at IS NULL\n", ""),
    ("folder_trashed", "(NEW.trashed_at IS NULL) <> (OLD.trashed_at IS NULL)", "NEW.trashed_at IS NOT NULL"),
    ("folder_purged", ", purged = version + 1", ""),
];

impl Variant {
    /// All of them, of a database that has to be SQLite: without each of the triggers that there are, and with each of the mistakes.
    pub(super) fn all(place: &Place) -> Vec<Self> {
        let names = place.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name");
        let without = names.into_iter().flatten().map(|trigger| Self { trigger, change: None });
        let weakened = WEAKENED
            .iter()
            .map(|(trigger, from, to)| Self { trigger: (*trigger).to_owned(), change: Some((from, to)) });
        without.chain(weakened).collect()
    }

    /// Breaks a database.
    pub(super) fn apply(&self, place: &Place) {
        let read = format!("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{}'", self.trigger);
        let sql = place.rows(&read).remove(0).remove(0);
        place.batch(&format!("DROP TRIGGER {}", self.trigger));
        if let Some((from, to)) = self.change {
            assert!(sql.contains(from), "{} no longer has `{from}`: {sql}", self.trigger);
            place.batch(&sql.replace(from, to));
        }
    }
}

impl std::fmt::Display for Variant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.change {
            None => write!(f, "without {}", self.trigger),
            Some((from, to)) => write!(f, "{} with `{to}` instead of `{}`", self.trigger, from.trim_end()),
        }
    }
}
