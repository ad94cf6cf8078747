//! Tables as a copy sees them: names, columns and keys from the engine's own catalogue, rows as cells.

use sha2::{Digest, Sha256};

use crate::engine::{Row, Session, Value};
use crate::{Read, StoreError, Write, dialect};

/// Tables that stay behind: the target has a version of its own, and a count of its own changes, and the parts of uploads
/// are not at hand there.
const LEFT_OUT: [&str; 3] = ["schema_version", "tree", "upload"];

/// Tables that triggers derive from files.
const DERIVED: [&str; 2] = ["folder", "folder_media"];

/// Tables of which not every row is of interest: of the settings only that by what servers tell that they have the same key.
const CONDITIONS: [(&str, &str); 2] = [("setting", "name = 'key'"), ("folder_media", "files > 0")];

/// How a row of a table gives up what no two rows may have, where its key does not hold all of that. No file's name has a slash.
const YIELDS: [(&str, &str); 2] = [("file", "name = '/' || id"), ("blob", "claimed = FALSE")];

/// The column of derived tables that counts the target's own changes.
const OWN: &str = "version";

/// How many rows are written by one statement. Of the widest table they are some thousand values, of which there may be
/// 32,766.
const AT_ONCE: usize = 500;

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    columns: Vec<Column>,
    /// The places of the key's columns among the columns, in the order of the key.
    key: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Column {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Int,
    Bool,
    Text,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Cell {
    Null,
    Int(i64),
    Bool(bool),
    Text(String),
}

/// Every column of every table: the table, its name, its type, and its place in the primary key from 1, or 0.
fn columns(read: &Read<'_>) -> Result<Vec<(String, String, String, i64)>, StoreError> {
    let sql = match read.session {
        Session::Sqlite(_) => dialect::SQLITE_COLUMNS,
        Session::Postgres(_) => dialect::POSTGRES_COLUMNS,
    };
    read.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

/// All tables that are copied, by their names.
pub(super) fn all(read: &Read<'_>) -> Result<Vec<Table>, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: Vec<Vec<(i64, usize)>> = Vec::new();
    for (name, column, kind, place) in columns(read)? {
        if LEFT_OUT.contains(&name.as_str()) || (DERIVED.contains(&name.as_str()) && column == OWN) {
            continue;
        }
        if tables.last().is_none_or(|table| table.name != name) {
            tables.push(Table { name, columns: Vec::new(), key: Vec::new() });
            keys.push(Vec::new());
        }
        let (Some(table), Some(key)) = (tables.last_mut(), keys.last_mut()) else { continue };
        if place > 0 {
            key.push((place, table.columns.len()));
        }
        let kind = match kind.to_ascii_lowercase().as_str() {
            "bigint" => Kind::Int,
            "boolean" => Kind::Bool,
            _ => Kind::Text,
        };
        table.columns.push(Column { name: column, kind });
    }
    for (table, mut key) in tables.iter_mut().zip(keys) {
        key.sort_unstable();
        table.key = key.into_iter().map(|(_, column)| column).collect();
    }
    Ok(tables)
}

impl Table {
    /// The key of a row.
    pub(super) fn key_of(&self, row: &[Cell]) -> Vec<Cell> {
        self.key.iter().filter_map(|column| row.get(*column)).cloned().collect()
    }

    /// Whether the target makes it by itself.
    pub(super) fn is_derived(&self) -> bool {
        DERIVED.contains(&self.name.as_str())
    }

    /// The first rows behind the key `after`, in the order of the key.
    pub(super) fn page(
        &self,
        read: &Read<'_>,
        after: Option<&[Cell]>,
        most: usize,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let (condition, mut values) = self.between(after, None);
        values.push(Value::Int(i64::try_from(most).unwrap_or(i64::MAX)));
        let limit = values.len();
        let sql = format!("{} WHERE {condition} ORDER BY {} LIMIT ${limit}", self.select(), self.key_columns());
        read.query(&sql, &values, |row| self.cells(row))
    }

    /// All rows behind the key `after` and up to the key `until`.
    pub(super) fn range(
        &self,
        read: &Read<'_>,
        after: Option<&[Cell]>,
        until: Option<&[Cell]>,
    ) -> Result<Vec<Vec<Cell>>, StoreError> {
        let (condition, values) = self.between(after, until);
        read.query(&format!("{} WHERE {condition}", self.select()), &values, |row| self.cells(row))
    }

    /// Removes the rows with these keys.
    pub(super) fn remove(&self, write: &Write<'_>, keys: &[Vec<Cell>]) -> Result<(), StoreError> {
        self.each(write, &format!("DELETE FROM {}", self.name), keys)
    }

    /// Takes from the rows with these keys what other rows may be about to get and only one row may have.
    pub(super) fn yield_unique(&self, write: &Write<'_>, keys: &[Vec<Cell>]) -> Result<(), StoreError> {
        let Some((_, change)) = YIELDS.iter().find(|(table, _)| *table == self.name) else { return Ok(()) };
        self.each(write, &format!("UPDATE {} SET {change}", self.name), keys)
    }

    /// Runs a statement for the rows with these keys.
    fn each(&self, write: &Write<'_>, statement: &str, keys: &[Vec<Cell>]) -> Result<(), StoreError> {
        for keys in keys.chunks(AT_ONCE) {
            let width = self.key.len();
            let all = (0..keys.len()).map(|number| format!("({})", places(number * width + 1, width)));
            let all = all.collect::<Vec<_>>().join(", ");
            let values: Vec<Value<'_>> = keys.iter().flatten().map(Cell::value).collect();
            let sql = format!("{statement} WHERE ({}) IN (VALUES {all})", self.key_columns());
            write.execute(&sql, &values)?;
        }
        Ok(())
    }

    /// Adds rows, in place of those with the same keys.
    pub(super) fn put(&self, write: &Write<'_>, rows: &[&Vec<Cell>]) -> Result<(), StoreError> {
        for rows in rows.chunks(AT_ONCE) {
            let width = self.columns.len();
            let all = (0..rows.len()).map(|number| format!("({})", places(number * width + 1, width)));
            let all = all.collect::<Vec<_>>().join(", ");
            let values: Vec<Value<'_>> = rows.iter().copied().flatten().map(Cell::value).collect();
            let (table, columns, key) = (&self.name, self.names(), self.key_columns());
            let new = self.columns.iter().map(|column| format!("{0} = excluded.{0}", column.name));
            let new = new.collect::<Vec<_>>().join(", ");
            let sql = format!("INSERT INTO {table} ({columns}) VALUES {all} ON CONFLICT ({key}) DO UPDATE SET {new}");
            write.execute(&sql, &values)?;
        }
        Ok(())
    }

    fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.names(), self.name)
    }

    fn names(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The condition for keys behind `after` and up to `until`, and its values.
    fn between<'c>(&self, after: Option<&'c [Cell]>, until: Option<&'c [Cell]>) -> (String, Vec<Value<'c>>) {
        let (key, width) = (self.key_columns(), self.key.len());
        let condition = CONDITIONS.iter().find(|(table, _)| *table == self.name).map_or("TRUE", |(_, only)| only);
        let (mut conditions, mut values) = (vec![condition.to_owned()], Vec::new());
        for (bound, sign) in [(after, ">"), (until, "<=")] {
            if let Some(cells) = bound {
                conditions.push(format!("({key}) {sign} ({})", places(values.len() + 1, width)));
                values.extend(cells.iter().map(Cell::value));
            }
        }
        (conditions.join(" AND "), values)
    }

    fn key_columns(&self) -> String {
        let names = self.key.iter().filter_map(|column| self.columns.get(*column));
        names.map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn cells(&self, row: &Row<'_>) -> Result<Vec<Cell>, StoreError> {
        let cell = |(index, column): (usize, &Column)| {
            let cell = match column.kind {
                Kind::Int => row.get::<Option<i64>>(index)?.map(Cell::Int),
                Kind::Bool => row.get::<Option<bool>>(index)?.map(Cell::Bool),
                Kind::Text => row.get::<Option<String>>(index)?.map(Cell::Text),
            };
            Ok(cell.unwrap_or(Cell::Null))
        };
        self.columns.iter().enumerate().map(cell).collect()
    }
}

impl Cell {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Int(number) => Value::Int(*number),
            Self::Bool(yes) => Value::Bool(*yes),
            Self::Text(text) => Value::Text(text),
        }
    }

    /// Adds itself to a digest, so that no two rows look alike.
    pub(super) fn feed(&self, digest: &mut Sha256) {
        match self {
            Self::Null => digest.update([0]),
            Self::Int(number) => {
                digest.update([1]);
                digest.update(number.to_be_bytes());
            }
            Self::Bool(yes) => digest.update([2, u8::from(*yes)]),
            Self::Text(text) => {
                digest.update([3]);
                digest.update((text.len() as u64).to_be_bytes());
                digest.update(text);
            }
        }
    }
}

/// `$first, …`, so many.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}
