//! Lists of files: a folder's, the bin's, and what a search finds. A page comes with one entry more
//! than was asked for where there is one: it tells that there is a next page.

use leporello_model::{FileId, FileType, Grant, Millis, PageSize, SortDirection, SpaceFacts, View};

use super::{COLUMNS, FileRow, TABLES, file, folded};
use crate::engine::{Value, params};
use crate::order::order;
use crate::{Read, StoreError};

/// `sortType` of file lists (contract/drive.md §2.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSort {
    /// 1: by name, in the order of code points.
    Name,
    /// 2: by size.
    Size,
    /// 3: by creation time.
    Created,
    /// 4: by time of change.
    Edited,
    /// 5: by the time it was put into the bin.
    Recycled,
    /// 6: by extension.
    Format,
}

impl FileSort {
    /// The sort with this code.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        Some(match code {
            1 => Self::Name,
            2 => Self::Size,
            3 => Self::Created,
            4 => Self::Edited,
            5 => Self::Recycled,
            6 => Self::Format,
            _ => return None,
        })
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Created => "created_at",
            Self::Edited => "edited_at",
            Self::Recycled => "trashed_at",
            Self::Format => "suffix",
        }
    }
}

/// The value of a sort key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKey {
    /// Of a name or an extension.
    Text(String),
    /// Of a size or a time.
    Number(i64),
}

/// A place in a list: after the entry with this key and identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sort key's value.
    pub key: FileKey,
    /// The file.
    pub file: FileId,
}

impl Place {
    /// The place of `file` in a list sorted by `sort`.
    #[must_use]
    pub fn of(file: &FileRow, sort: FileSort) -> Self {
        let key = match sort {
            FileSort::Name => FileKey::Text(file.name.clone()),
            FileSort::Format => FileKey::Text(file.suffix.clone()),
            FileSort::Size => FileKey::Number(file.size),
            FileSort::Created => FileKey::Number(file.created_at.0),
            FileSort::Edited => FileKey::Number(file.edited_at.0),
            FileSort::Recycled => FileKey::Number(file.trashed_at.map_or(0, |time| time.0)),
        };
        Self { key, file: file.id.clone() }
    }
}

/// Which part of which list.
#[derive(Clone, Debug)]
pub struct Listing {
    /// By what it is sorted.
    pub sort: FileSort,
    /// Which way.
    pub direction: SortDirection,
    /// Only files of this type.
    pub file_type: Option<FileType>,
    /// How many.
    pub size: PageSize,
    /// From where; none: from the start.
    pub after: Option<Place>,
}

/// What to search for. Files and folders in the bin are not found.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// A part of the name, in any case.
    pub words: Option<String>,
    /// Only below this folder.
    pub parent: Option<FileId>,
    /// Also in the folders below it.
    pub recursive: bool,
    /// Only what was changed at this time or later.
    pub from: Option<Millis>,
    /// Only what was changed at this time or earlier.
    pub to: Option<Millis>,
}

/// One page of what a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The page.
    pub files: Vec<FileRow>,
    /// How many there are in all.
    pub total: i64,
}

impl Read<'_> {
    /// One page of what lies in the folder `parent` and is not in the bin itself.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn folder(
        &self,
        space: &Grant<View, SpaceFacts>,
        parent: &FileId,
        list: &Listing,
    ) -> Result<Vec<FileRow>, StoreError> {
        let SpaceFacts { space, .. } = space.on();
        let mut query = Query::new(params![space, parent]);
        query.only("f.space_id = $1 AND f.parent_id = $2 AND f.trashed_at IS NULL");
        query.names_differ = true;
        self.page(query, list)
    }

    /// One page of the bin: what was put into it, without what lies below.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn bin(&self, space: &Grant<View, SpaceFacts>, list: &Listing) -> Result<Vec<FileRow>, StoreError> {
        let SpaceFacts { space, .. } = space.on();
        let mut query = Query::new(params![space]);
        query.only("f.space_id = $1 AND f.trashed_at IS NOT NULL");
        self.page(query, list)
    }

    /// One page of what a search finds, and how much there is.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn search(
        &self,
        space: &Grant<View, SpaceFacts>,
        search: &Search,
        list: &Listing,
    ) -> Result<Found, StoreError> {
        let SpaceFacts { space, .. } = space.on();
        let words = search.words.as_deref().map(pattern);
        // The type is a condition of the count too, so it is added here and not with the page.
        let page = Listing { file_type: None, ..list.clone() };
        let mut query = Query::new(params![space]);
        query.only(
            "f.space_id = $1 AND f.parent_id IS NOT NULL AND f.trashed_at IS NULL AND NOT f.hidden AND NOT p.hidden",
        );
        if let Some(words) = &words {
            query.also("f.name_folded LIKE {} ESCAPE '!'", Value::from(words));
        }
        match &search.parent {
            Some(parent) if search.recursive => {
                query.also(
                    "f.parent_id IN (
                        WITH RECURSIVE below(id) AS (
                            SELECT id FROM file WHERE space_id = $1 AND id = {}
                            UNION ALL
                            SELECT c.id FROM below
                            CROSS JOIN file c WHERE c.space_id = $1 AND c.parent_id = below.id AND c.file_type = 10
                        ) SELECT id FROM below)",
                    Value::from(parent),
                );
            }
            Some(parent) => query.also("f.parent_id = {}", Value::from(parent)),
            None => {}
        }
        if let Some(from) = search.from {
            query.also("f.edited_at >= {}", Value::from(from));
        }
        if let Some(to) = search.to {
            query.also("f.edited_at <= {}", Value::from(to));
        }
        if let Some(file_type) = list.file_type {
            query.also("f.file_type = {}", Value::from(file_type));
        }
        let count = format!("SELECT count(*) FROM {TABLES} WHERE {}", query.conditions);
        let total = self.number(&count, &query.values)?;
        let files = self.page(query, &page)?;
        Ok(Found { files, total })
    }

    fn page<'v>(&self, mut query: Query<'v>, list: &'v Listing) -> Result<Vec<FileRow>, StoreError> {
        if let Some(file_type) = list.file_type {
            query.also("f.file_type = {}", Value::from(file_type));
        }
        let column = list.sort.column();
        let (order, than) = order(list.direction);
        if let Some(Place { key, file }) = &list.after {
            let key = match key {
                FileKey::Text(text) => Value::from(text),
                FileKey::Number(number) => Value::from(*number),
            };
            query.values.extend([key, Value::from(file)]);
            let last = query.values.len();
            query.only(&format!("(f.{column}, f.id) {than} (${}, ${last})", last - 1));
        }
        query.values.push(Value::from(list.size.get() + 1));
        // Names that differ are an order of their own; PostgreSQL would sort for the identifiers' sake.
        let unique = query.names_differ && list.sort == FileSort::Name;
        let ties = if unique { String::new() } else { format!(", f.id {order}") };
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY f.{column} {order}{ties} LIMIT ${}",
            query.conditions,
            query.values.len()
        );
        self.query(&sql, &query.values, file)
    }
}

/// A `WHERE` in the making, with its values.
struct Query<'v> {
    conditions: String,
    values: Vec<Value<'v>>,
    /// Whether no two of the files can have the same name.
    names_differ: bool,
}

impl<'v> Query<'v> {
    fn new(values: &[Value<'v>]) -> Self {
        Self { conditions: String::new(), values: values.to_vec(), names_differ: false }
    }

    fn only(&mut self, condition: &str) {
        if !self.conditions.is_empty() {
            self.conditions.push_str(" AND ");
        }
        self.conditions.push_str(condition);
    }

    /// Adds a condition on one value, which stands for its `{}`.
    fn also(&mut self, condition: &str, value: Value<'v>) {
        self.values.push(value);
        self.only(&condition.replace("{}", &format!("${}", self.values.len())));
    }
}

/// A pattern that finds `words` anywhere and takes none of its characters for a wildcard.
pub(crate) fn pattern(words: &str) -> String {
    let escaped = folded(words).replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
