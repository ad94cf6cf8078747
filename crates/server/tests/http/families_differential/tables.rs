//! What the store keeps, against the model and against itself: lists alone would not show what was left behind.

use super::model::Model;
use super::service::Checked;
use crate::support::place::Place;

/// Each counts rows that should not be there.
const WRONG: [(&str, &str); 6] = [
    (
        "links without an album or a file",
        "SELECT count(*) FROM link l
         WHERE NOT EXISTS (SELECT 1 FROM album a WHERE a.owner_id = l.owner_id AND a.id = l.album_id)
            OR NOT EXISTS (SELECT 1 FROM file f WHERE f.space_id = l.space_id AND f.id = l.file_id)",
    ),
    (
        "albums with a wrong total",
        "SELECT count(*) FROM album a WHERE album_type = 2 AND total <> (
             SELECT count(*) FROM link l WHERE l.owner_id = a.owner_id AND l.album_id = a.id AND l.visible)",
    ),
    (
        "shared albums without a family",
        "SELECT count(*) FROM album WHERE kind = 2 AND group_id NOT IN (SELECT group_id FROM family)",
    ),
    ("members without a family", "SELECT count(*) FROM member WHERE group_id NOT IN (SELECT group_id FROM family)"),
    (
        "invitations without a family",
        "SELECT count(*) FROM invitation WHERE group_id NOT IN (SELECT group_id FROM family)",
    ),
    (
        "links whose times are not their files'",
        "SELECT count(*) FROM link l JOIN file f ON f.space_id = l.space_id AND f.id = l.file_id
         WHERE l.taken_at <> f.shot_at OR l.edited_at <> f.edited_at OR l.file_owner <> f.owner_id",
    ),
];

/// Compares them.
pub(super) fn check(place: &Place, model: &Model) -> Checked {
    let count = |sql: &str| place.number(sql);
    for (what, sql) in WRONG {
        let rows = count(sql);
        if rows != 0 {
            return Err(format!("there are {rows} {what}"));
        }
    }
    let entries: usize = model.albums.values().filter_map(|album| album.entries()).map(|entries| entries.len()).sum();
    let links = count("SELECT count(*) FROM link");
    if usize::try_from(links) != Ok(entries) {
        return Err(format!("there should be {entries} links, and there are {links}"));
    }
    Ok(())
}
