//! The statements that do not come down to one owner: which, how far each reaches, and why it has to.
//!
//! Each has a row in docs/SCALING.md, with what it costs on many nodes and how that could be bounded. One that reaches
//! less far than it says here has been mended, and has to go.

use super::plan::Reach;
use super::texts::follow_each_other;

/// Statements that are alike.
pub(super) struct Crossing {
    /// What they are called in docs/SCALING.md.
    pub(super) name: &'static str,
    /// How far the widest of them reaches.
    pub(super) reach: Reach,
    /// What the text of each has, in this order; one of these.
    texts: &'static [&'static [&'static str]],
    /// Why they cannot come down to one owner.
    pub(super) reason: &'static str,
}

impl Crossing {
    pub(super) fn is_of(&self, sql: &str) -> bool {
        self.texts.iter().any(|pieces| follow_each_other(pieces.iter().copied(), sql))
    }
}

/// All that there are.
pub(super) const CROSSINGS: [Crossing; 18] = [
    Crossing {
        name: "adding files to an album",
        reach: Reach::UserAndSpace,
        texts: &[&["INSERT INTO link", "CROSS JOIN file f WHERE f.space_id = $4"]],
        reason: "the album is a user's and the files lie in a space",
    },
    Crossing {
        name: "somebody's families",
        reach: Reach::Several,
        texts: &[&[
            "FROM member m CROSS JOIN family a CROSS JOIN file f WHERE m.user_id = $1 AND a.owner_id = m.owner_id",
        ]],
        reason: "each family is kept with its owner, and is called as its folder is",
    },
    Crossing {
        name: "an album, and the shared albums of somebody's families",
        reach: Reach::Several,
        texts: &[&["FROM member m JOIN album a ON a.owner_id = m.owner_id", "WHERE m.user_id = $1"]],
        reason: "a shared album is kept with the owner of its family",
    },
    Crossing {
        name: "files that the families of somebody show",
        reach: Reach::Several,
        texts: &[&["SELECT l.file_id, l.space_id, min(l.album_id)", "m.user_id = $1", "m.owner_id = a.owner_id"]],
        reason: "shared albums of several owners may show a file",
    },
    Crossing {
        name: "whether two share a family",
        reach: Reach::Several,
        texts: &[&["FROM member a CROSS JOIN member b WHERE a.user_id = $1 AND b.user_id = $2"]],
        reason: "it asks about two people",
    },
    Crossing {
        name: "the people of a family",
        reach: Reach::All,
        texts: &[&["FROM member WHERE group_id = $1"], &["FROM member m CROSS JOIN account u WHERE m.group_id = $1"]],
        reason: "a membership is kept with the member, whose families are asked for with every request",
    },
    Crossing {
        name: "whether a number belongs to a family's people",
        reach: Reach::All,
        texts: &[&["FROM account u CROSS JOIN member m WHERE u.mobile = $2", "m.group_id = $1"]],
        reason: "whose number it is is not known, nor where the family's people are",
    },
    Crossing {
        name: "whose mobile number it is",
        reach: Reach::All,
        texts: &[&["SELECT id FROM account WHERE mobile = $1"]],
        reason: "that is what is asked",
    },
    Crossing {
        name: "invitations",
        reach: Reach::All,
        texts: &[&["FROM account u WHERE u.mobile = i.mobile) FROM invitation i"]],
        reason: "they are for a number, or answered by their own, and whose number it is is found anew each time",
    },
    Crossing {
        name: "what links a file",
        reach: Reach::All,
        texts: &[
            &["UPDATE link SET", "WHERE space_id = $1 AND file_id"],
            &["DELETE FROM link WHERE space_id = $1 AND file_id"],
        ],
        reason: "a file may be in the albums of others, and what becomes of it concerns them all",
    },
    Crossing {
        name: "whether a folder is a family's",
        reach: Reach::All,
        texts: &[&["FROM family WHERE space_id = $1 AND folder_id = $2"]],
        reason: "who asks knows the space and not its owner",
    },
    Crossing {
        name: "uploads that expired",
        reach: Reach::All,
        texts: &[&["FROM upload WHERE expires_at < $1"]],
        reason: "a sweep is for everybody",
    },
    Crossing {
        name: "objects that nobody claims",
        reach: Reach::All,
        texts: &[&["FROM blob b LEFT JOIN rendition r", "WHERE NOT b.claimed LIMIT"]],
        reason: "a sweep is for everybody",
    },
    Crossing {
        name: "the next pictures to be made",
        reach: Reach::All,
        texts: &[
            &["WHERE r.state = 0 AND r.due_at <= $1", "ORDER BY r.blob_id DESC"],
            &["FROM rendition WHERE state = 0"],
        ],
        reason: "it is one queue, the newest first, whosever they are",
    },
    Crossing {
        name: "reading or copying all objects",
        reach: Reach::All,
        texts: &[
            &["FROM blob b WHERE (b.space_id, b.id) > ($1, $2)"],
            &["SELECT count(*) FROM blob b WHERE b.claimed AND EXISTS"],
            &["FROM blob WHERE claimed AND (space_id, id) > ($1, $2)"],
            &["FROM rendition WHERE pack IS NOT NULL AND (space_id, blob_id) > ($1, $2)"],
        ],
        reason: "the operator asks for all",
    },
    Crossing {
        name: "how many accounts there are",
        reach: Reach::All,
        texts: &[&["SELECT count(*) FROM account"], &["SELECT id FROM account LIMIT 1"]],
        reason: "that is what is asked",
    },
    Crossing {
        name: "who the operator is",
        reach: Reach::All,
        texts: &[&["SELECT id FROM account ORDER BY id LIMIT 1"]],
        reason: "the operator is the first of all users",
    },
    Crossing {
        name: "what the operator is shown",
        reach: Reach::All,
        texts: &[
            &["sum(used)", "FROM space"],
            &["SELECT count(*) FROM file WHERE file_type <>"],
            &["SELECT count(*) FROM rendition WHERE state = 2"],
            &["SELECT count(*) FROM upload"],
            &["SELECT count(*) FROM blob WHERE NOT claimed"],
            &["FROM account a JOIN space s ON s.owner_id = a.id", "ORDER BY a.id LIMIT $1 OFFSET $2"],
        ],
        reason: "the operator asks for all",
    },
];

/// Statements in the source that no promise runs, and why.
pub(super) const NOT_RUN: [(&str, &str); 3] = [
    ("DELETE FROM schema_version", "a migration ends with it"),
    ("SELECT oldest FROM schema_version", "it is asked of a database that is newer, past the tap"),
    ("INSERT INTO schema_version", "a migration ends with it"),
];
