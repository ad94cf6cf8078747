//! What the store keeps of the tree of folders, against what its files say: nothing is missing, and nothing left behind.
//!
//! Collections alone would not show it all: a folder that was removed and left an empty row behind is seen by nobody.

use super::service::Checked;
use crate::support::place::Place;

/// Rows that are kept, and the query over the files that they should equal.
const KEPT: [(&str, &str); 3] = [
    (
        "SELECT space_id, id, parent_id, trashed FROM folder",
        "SELECT space_id, id, parent_id, trashed_at IS NOT NULL FROM file WHERE file_type = 10",
    ),
    (
        "SELECT space_id, folder_id, file_type, files, oldest_shot, newest_shot, oldest_created, newest_created,
                oldest_edited, newest_edited FROM folder_media WHERE files <> 0",
        "SELECT space_id, parent_id, file_type, count(*), min(shot_at), max(shot_at), min(created_at), max(created_at),
                min(edited_at), max(edited_at) FROM file
         WHERE file_type IN (15, 20) AND trashed_at IS NULL GROUP BY space_id, parent_id, file_type",
    ),
    (
        "SELECT space_id, folder_id FROM folder_media",
        "SELECT space_id, folder_id FROM folder_media JOIN file USING (space_id) WHERE id = folder_id",
    ),
];

/// Compares them.
pub(super) fn check(place: &Place) -> Checked {
    for (kept, files) in KEPT {
        for (one, other) in [(kept, files), (files, kept)] {
            let sql = format!("SELECT count(*) FROM ({one} EXCEPT {other}) AS rest");
            let rows = place.number(&sql);
            if rows != 0 {
                return Err(format!("{rows} rows are in `{one}` and not in `{other}`"));
            }
        }
    }
    Ok(())
}
