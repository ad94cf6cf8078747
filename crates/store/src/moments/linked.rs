//! What is linked into a manual album, by shooting time.

use leporello_model::{AlbumFacts, Grant, Millis, Span, Stretch, View};

use super::Days;
use super::walk::Line;
use crate::engine::{Value, params};
use crate::links::Content;
use crate::{Read, StoreError};

/// Whatever else became of what was linked once, an image or video it is no more.
const LINKS: Line = Line {
    table: "link",
    of: "f.owner_id = $1 AND f.album_id = $2 AND f.visible = TRUE",
    key: "taken_at",
    only: "AND f.file_type IN (15, 20)",
};

fn of(album: &Grant<View, AlbumFacts>) -> [Value<'static>; 2] {
    let AlbumFacts { owner, id, .. } = album.on();
    [owner.into(), id.into()]
}

impl Read<'_> {
    pub(super) fn newest_linked(
        &self,
        album: &Grant<View, AlbumFacts>,
        until: Millis,
    ) -> Result<Option<Millis>, StoreError> {
        self.newest(&LINKS, of(album), until)
    }

    pub(super) fn oldest_linked(
        &self,
        album: &Grant<View, AlbumFacts>,
        from: Millis,
    ) -> Result<Option<Millis>, StoreError> {
        self.oldest(&LINKS, of(album), from)
    }

    pub(super) fn days_linked(
        &self,
        album: &Grant<View, AlbumFacts>,
        stretch: Stretch,
        days: &mut Days,
    ) -> Result<(), StoreError> {
        for (day, files) in self.days_along(&LINKS, of(album), stretch)? {
            *days.entry(day).or_default() += files;
        }
        Ok(())
    }

    pub(super) fn count_linked(&self, album: &Grant<View, AlbumFacts>, span: Span) -> Result<i64, StoreError> {
        self.count(&LINKS, of(album), span)
    }

    /// The first entries in a span, newest first.
    pub(super) fn linked_in(
        &self,
        album: &Grant<View, AlbumFacts>,
        span: Span,
        limit: usize,
    ) -> Result<Vec<Content>, StoreError> {
        let AlbumFacts { owner, id, .. } = album.on();
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.query(IN_SPAN, params![owner, id, span.from, span.until, limit], |row| {
            Ok(Content {
                id: row.get(0)?,
                space: row.get(1)?,
                owner: row.get(2)?,
                file_type: row.get(3)?,
                taken_at: None,
                key: row.get(4)?,
            })
        })
    }
}

const IN_SPAN: &str = "
    SELECT f.file_id, f.space_id, f.file_owner, f.file_type, f.taken_at FROM link f
    WHERE f.owner_id = $1 AND f.album_id = $2 AND f.visible = TRUE AND f.taken_at >= $3 AND f.taken_at < $4
      AND f.file_type IN (15, 20)
    ORDER BY f.taken_at DESC, f.file_id DESC LIMIT $5";
