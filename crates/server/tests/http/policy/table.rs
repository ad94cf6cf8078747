//! The policy table, as it stands in docs/SECURITY.md for people to read.

use super::people::Who;
use super::words::Word;

/// The page.
pub(super) const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/SECURITY.md"));

/// A state that a thing can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// As it was made.
    There,
    /// In the recycle bin.
    Bin,
    /// The family was deleted.
    Deleted,
    /// It never existed.
    Never,
}

/// What becomes of the cells of a row in another state than `there`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing: they hold there too.
    Same,
    /// Everybody is a stranger.
    Gone,
    /// Everybody is a stranger but whose it is.
    Kept,
    /// Who had the right hears this.
    To(Word),
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The operation, by its name in the OpenAPI document.
    pub(super) operation: &'static str,
    /// Whether nobody has to be known.
    pub(super) open: bool,
    /// What it is done to.
    pub(super) on: &'static str,
    cells: Vec<Word>,
    bin: Option<Turn>,
    deleted: Option<Turn>,
    never: Option<Turn>,
}

/// The principals that have a column, in the order of the columns.
const COLUMNS: [Who; 10] = [
    Who::Stranger,
    Who::Neighbour,
    Who::Invited,
    Who::Refused,
    Who::Removed,
    Who::App,
    Who::Member,
    Who::Contributor,
    Who::Creator,
    Who::Owner,
];

impl Row {
    /// The cell of somebody who has a column.
    pub(super) fn cell(&self, who: Who) -> Word {
        self.cells[COLUMNS.iter().position(|column| *column == who).unwrap()]
    }

    /// What becomes of the row in `state`; none if the thing cannot be in it.
    pub(super) const fn turn(&self, state: State) -> Option<Turn> {
        match state {
            State::There => Some(Turn::Same),
            State::Bin => self.bin,
            State::Deleted => self.deleted,
            State::Never => self.never,
        }
    }

    /// The row out of its cells; `last` is the operation of the row above.
    fn read(cells: &[&'static str], last: &'static str) -> Result<Self, String> {
        let [operation, on, cells @ .., bin, deleted, never] = cells else { return Err("too short".to_owned()) };
        if cells.len() != COLUMNS.len() {
            return Err(format!("{} principals", cells.len()));
        }
        let written = if operation.is_empty() { last } else { operation };
        let operation = written.strip_suffix(" (open)").unwrap_or(written);
        let word = |text: &&str| Word::read(text).ok_or_else(|| format!("what is `{text}`?"));
        Ok(Self {
            operation,
            open: operation != written,
            on,
            cells: cells.iter().map(word).collect::<Result<_, _>>()?,
            bin: turn(bin, &["same"])?,
            deleted: turn(deleted, &["gone", "kept"])?,
            never: turn(never, &["same"])?,
        })
    }
}

fn turn(text: &str, known: &[&str]) -> Result<Option<Turn>, String> {
    Ok(Some(match text {
        "–" => return Ok(None),
        "same" if known.contains(&text) => Turn::Same,
        "gone" if known.contains(&text) => Turn::Gone,
        "kept" if known.contains(&text) => Turn::Kept,
        _ => Turn::To(Word::read(text).ok_or_else(|| format!("what is `{text}`?"))?),
    }))
}

/// The rows of the table in `document`.
pub(super) fn read(document: &'static str) -> Result<Vec<Row>, String> {
    let lines = document.lines().skip_while(|line| !line.starts_with("| operation"));
    let mut lines = lines.take_while(|line| line.starts_with('|')).map(|line| {
        line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect::<Vec<&'static str>>()
    });
    let names: Vec<String> = COLUMNS.iter().map(|who| who.name()).collect();
    let head = lines.next().ok_or("there is no table")?;
    if head[2..head.len() - 3] != names[..] || head[head.len() - 3..] != ["bin", "deleted", "never"] {
        return Err(format!("the columns are {head:?}"));
    }
    let mut rows: Vec<Row> = Vec::new();
    for cells in lines.skip(1) {
        let last = rows.last();
        let written = last.map_or("", |row| row.operation);
        let mut row = Row::read(&cells, written).map_err(|wrong| format!("{cells:?}: {wrong}"))?;
        row.open |= cells[0].is_empty() && last.is_some_and(|last| last.open);
        if rows.iter().any(|other| (other.operation, other.on) == (row.operation, row.on)) {
            return Err(format!("{} on {} is there twice", row.operation, row.on));
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The table.
pub(super) fn table() -> Vec<Row> {
    read(DOCUMENT).unwrap()
}
