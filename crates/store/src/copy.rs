//! Copying a library from one database to another, whatever engines they are.
//!
//! A copy makes the tables of the target equal to those of the source, page by page in the order of their keys: a page that
//! is equal is passed by; of the others first what is stale goes and then what is new comes. So it can be broken off and begun
//! again, and what has changed meanwhile is put right. At the end every row of both is read once more, counted and hashed. What
//! the engines derive from files by their triggers is not copied but compared: the target derives it again. Uploads under way
//! stay behind, as their parts do.

mod objects;
mod tables;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::{Read, Store, StoreError, Write};
pub use objects::{KeptObject, KeptPack};
use tables::{Cell, Table};

/// How many rows make a page.
const PAGE: usize = 500;

/// The setting that a target has until somebody opens it for use: whether the copy has come to its end.
const MARK: &str = "copy";
const UNDER_WAY: &str = "under way";
const WHOLE: &str = "whole";

/// What came of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// How many rows both have.
    pub rows: u64,
    /// How many rows had to be written.
    pub written: u64,
    /// Lower-case hexadecimal SHA-256 of all rows of both, in the order of the key.
    pub sha256: String,
}

/// Tells how far a copy is: a table, and how many of its rows are there.
pub type Progress = Arc<dyn Fn(&str, u64) + Send + Sync>;

/// Makes `to` a copy of `from`, which should have no server writing to it. A target that has users and is not a copy that
/// nobody has opened since is left alone, unless `replace` is set: all that is not in the source would be gone. Blocks; must
/// not be called where async work is done.
///
/// # Errors
/// [`StoreError::InUse`] of such a target; [`StoreError::Setting`] of a source that is itself a copy without an end, which is said;
/// [`StoreError::Different`] when a table is not equal at the end because something wrote to one of the two meanwhile, or a
/// failure of either store. What was copied stays, and another call goes on.
pub fn copy(from: &Store, to: &Store, replace: bool, progress: Progress) -> Result<Vec<Copied>, StoreError> {
    if from.read(|read| read.any_unfinished_copy()).wait()? {
        let text = "the source is itself a copy that has not come to its end: finish that one first";
        return Err(StoreError::Setting(text));
    }
    to.write(move |write| {
        if !replace && write.any_setting(MARK)?.is_none() && write.any_user_exists()? {
            return Err(StoreError::InUse);
        }
        write.put_setting(MARK, UNDER_WAY)
    })
    .wait()?;
    let (target, told) = (to.clone(), Arc::clone(&progress));
    // One state of the source from the first table to the last.
    let written = from
        .read(move |read| {
            let tables = tables::all(read)?;
            let copied = |table: Table| match table.is_derived() {
                true => Ok((table, 0)),
                false => equalise(read, &target, table, &told),
            };
            tables.into_iter().map(copied).collect::<Result<Vec<_>, _>>()
        })
        .wait()?;
    let copied = written
        .into_iter()
        .map(|(table, written)| compare(from, to, table, written))
        .collect::<Result<Vec<_>, StoreError>>()?;
    Ok(copied)
}

impl Read<'_> {
    /// Whether this database is the target of a copy that has not come to its end.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_unfinished_copy(&self) -> Result<bool, StoreError> {
        Ok(self.any_setting(MARK)?.as_deref() == Some(UNDER_WAY))
    }
}

impl Write<'_> {
    /// Notes that this database is a whole copy, and that its bytes are where they should be.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn end_copy(&self) -> Result<(), StoreError> {
        self.put_setting(MARK, WHOLE)
    }

    /// Notes that this database is in use: it is a copy no longer.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn open_copy(&self) -> Result<(), StoreError> {
        if self.any_setting(MARK)?.is_some() { self.remove_settings(MARK) } else { Ok(()) }
    }
}

/// Makes one table of the target equal to that of the source; gives how many rows were written. First what is not in the source
/// goes, in all of the table, and then what is new comes: a row may have what another had that no two may have.
fn equalise(source: &Read<'_>, to: &Store, table: Table, progress: &Progress) -> Result<(Table, u64), StoreError> {
    let (mut after, mut seen, mut written, mut unequal) = (None::<Vec<Cell>>, 0, 0, Vec::new());
    loop {
        let rows = table.page(source, after.as_deref(), PAGE)?;
        let last = (rows.len() == PAGE).then(|| rows.last().map(|row| table.key_of(row))).flatten();
        let (count, end, part) = (rows.len() as u64, last.is_none(), (after.take(), last.clone()));
        let (into, range) = (table.clone(), part.clone());
        let (changed, unlike) = to.write(move |write| clear(write, &into, &range, &rows)).wait()?;
        written += changed;
        if unlike {
            unequal.push((part, seen + count));
        } else if unequal.is_empty() {
            progress(&table.name, seen + count);
        }
        seen += count;
        if end {
            break;
        }
        after = last;
    }
    for (part, seen) in unequal {
        let rows = table.range(source, part.0.as_deref(), part.1.as_deref())?;
        let into = table.clone();
        to.write(move |write| fill(write, &into, &part, &rows)).wait()?;
        progress(&table.name, seen);
    }
    progress(&table.name, seen);
    Ok((table, written))
}

/// A part of a table: what is behind the first key and up to the second, if there are such.
type Part = (Option<Vec<Cell>>, Option<Vec<Cell>>);

/// Removes from a part of the table what is not in `rows`, and takes from what is to become another row what no two rows may
/// have. Gives how many rows are stale, not equal or not there, and whether any are to be written.
fn clear(write: &Write<'_>, table: &Table, part: &Part, rows: &[Vec<Cell>]) -> Result<(u64, bool), StoreError> {
    let found = table.range(write, part.0.as_deref(), part.1.as_deref())?;
    let wanted: HashMap<Vec<Cell>, &Vec<Cell>> = rows.iter().map(|row| (table.key_of(row), row)).collect();
    // A row that is to stay is changed and never taken away for a moment: triggers would take along what belongs to it.
    let (mut stale, mut other) = (Vec::new(), Vec::new());
    for row in &found {
        let key = table.key_of(row);
        match wanted.get(&key) {
            None => stale.push(key),
            Some(wanted) if *wanted != row => other.push(key),
            Some(_) => {}
        }
    }
    table.remove(write, &stale)?;
    table.yield_unique(write, &other)?;
    let new = other.len() + rows.len().saturating_sub(found.len() - stale.len());
    Ok(((stale.len() + new) as u64, new > 0))
}

/// Adds to a part of the table what of `rows` is not in it.
fn fill(write: &Write<'_>, table: &Table, part: &Part, rows: &[Vec<Cell>]) -> Result<(), StoreError> {
    let found: HashSet<Vec<Cell>> = table.range(write, part.0.as_deref(), part.1.as_deref())?.into_iter().collect();
    let new: Vec<&Vec<Cell>> = rows.iter().filter(|row| !found.contains(*row)).collect();
    table.put(write, &new)
}

/// Reads both tables through, and says what they have if that is the same.
fn compare(from: &Store, to: &Store, table: Table, written: u64) -> Result<Copied, StoreError> {
    let (here, there) = (table.clone(), table.clone());
    let source = from.read(move |read| fingerprint(read, &here)).wait()?;
    let target = to.read(move |read| fingerprint(read, &there)).wait()?;
    if source != target {
        return Err(StoreError::Different { table: table.name, from: source.0, to: target.0 });
    }
    let (rows, sha256) = source;
    Ok(Copied { table: table.name, rows, written, sha256 })
}

/// How many rows there are, and the digest of all of them.
fn fingerprint(read: &Read<'_>, table: &Table) -> Result<(u64, String), StoreError> {
    let (mut digest, mut count, mut after) = (Sha256::new(), 0, None::<Vec<Cell>>);
    loop {
        let rows = table.page(read, after.as_deref(), PAGE)?;
        for cell in rows.iter().flatten() {
            cell.feed(&mut digest);
        }
        count += rows.len() as u64;
        match rows.last() {
            Some(last) if rows.len() == PAGE => after = Some(table.key_of(last)),
            _ => break,
        }
    }
    let sha256 = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((count, sha256))
}
