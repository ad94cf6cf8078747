//! The store broken on purpose, one way at a time: what keeps the tree of folders in step is left out or weakened in the
//! walk's own database.

use std::path::Path;

use rusqlite::Connection;

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
    /// All of them: without each of the triggers that there are, and with each of the mistakes.
    pub(super) fn all(database: &Path) -> Vec<Self> {
        let connection = Connection::open(database).unwrap();
        let mut names =
            connection.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name").unwrap();
        let names = names.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let without = names.map(|name| Self { trigger: name.unwrap(), change: None });
        let weakened = WEAKENED
            .iter()
            .map(|(trigger, from, to)| Self { trigger: (*trigger).to_owned(), change: Some((from, to)) });
        without.chain(weakened).collect()
    }

    /// Breaks a database.
    pub(super) fn apply(&self, database: &Path) {
        let connection = Connection::open(database).unwrap();
        let read = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?1";
        let sql: String = connection.query_row(read, [&self.trigger], |row| row.get(0)).unwrap();
        connection.execute_batch(&format!("DROP TRIGGER {}", self.trigger)).unwrap();
        if let Some((from, to)) = self.change {
            assert!(sql.contains(from), "{} no longer has `{from}`: {sql}", self.trigger);
            connection.execute_batch(&sql.replace(from, to)).unwrap();
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
