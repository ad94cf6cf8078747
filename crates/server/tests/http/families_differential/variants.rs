//! Services that are broken on purpose: triggers in the walk's own database forget a change, or do too much.

use crate::support::place::Place;

/// One way to break the service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variant {
    /// What is wrong with it.
    pub(super) what: &'static str,
    /// The trigger that does it, after `CREATE TRIGGER broken`.
    trigger: &'static str,
}

/// All of them.
pub(super) const VARIANTS: [Variant; 14] = [
    Variant {
        what: "what goes into the bin stays in albums, and what comes back does not come back there",
        trigger: "BEFORE UPDATE OF visible ON link BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "the cover is not looked for again when it goes",
        trigger: "BEFORE UPDATE OF cover_id ON album WHEN NEW.total = OLD.total BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "who renames a file does not change it in albums",
        trigger: "BEFORE UPDATE OF edited_at ON link BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "everything in a shared album is the family's owner's",
        trigger: "AFTER INSERT ON link WHEN NEW.added_by <> NEW.owner_id
            BEGIN UPDATE link SET added_by = NEW.owner_id WHERE file_id = NEW.file_id AND album_id = NEW.album_id; END",
    },
    Variant {
        what: "everything in a shared album is its file's owner's",
        trigger: "AFTER INSERT ON link WHEN NEW.added_by <> NEW.file_owner
            BEGIN UPDATE link SET added_by = NEW.file_owner WHERE file_id = NEW.file_id AND album_id = NEW.album_id; END",
    },
    Variant {
        what: "who leaves a family stays in it",
        trigger: "BEFORE DELETE ON member WHEN OLD.user_id <> OLD.owner_id BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "who leaves a family leaves the others of its owner too",
        trigger: "AFTER DELETE ON member WHEN OLD.user_id <> OLD.owner_id
            BEGIN DELETE FROM member WHERE user_id = OLD.user_id AND owner_id = OLD.owner_id; END",
    },
    Variant {
        what: "a family leaves its albums behind",
        trigger: "BEFORE DELETE ON album WHEN OLD.group_id IS NOT NULL BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "links to what lies in another's space are never taken away",
        trigger: "BEFORE DELETE ON link WHEN OLD.space_id <> (SELECT id FROM space WHERE owner_id = OLD.owner_id)
            BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "links to the family's own space are never taken away from its albums",
        trigger: "BEFORE DELETE ON link WHEN OLD.added_by IS NOT NULL
                AND OLD.space_id = (SELECT id FROM space WHERE owner_id = OLD.owner_id)
            BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "an answer to an invitation is not kept",
        trigger: "BEFORE UPDATE OF status ON invitation BEGIN SELECT RAISE(IGNORE); END",
    },
    Variant {
        what: "an invitation is open for a day longer than it says",
        trigger: "AFTER INSERT ON invitation
            BEGIN UPDATE invitation SET expires_at = expires_at + 86400000 WHERE owner_id = NEW.owner_id AND id = NEW.id;
            END",
    },
    Variant {
        what: "who made a shared album is forgotten",
        trigger: "AFTER INSERT ON album WHEN NEW.creator_id IS NOT NULL
            BEGIN UPDATE album SET creator_id = NULL WHERE owner_id = NEW.owner_id AND id = NEW.id; END",
    },
    Variant {
        what: "what a member puts into a family's folder is its owner's",
        trigger: "AFTER INSERT ON file BEGIN UPDATE file SET owner_id = (SELECT owner_id FROM space WHERE id = NEW.space_id)
            WHERE space_id = NEW.space_id AND id = NEW.id; END",
    },
];

impl Variant {
    /// Breaks a database, which has to be SQLite.
    pub(super) fn apply(&self, place: &Place) {
        place.batch(&format!("CREATE TRIGGER broken {}", self.trigger));
    }
}
