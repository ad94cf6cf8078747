//! What can go wrong in the store, by meaning. Never a refusal of the policy or of a rule: those are
//! the use cases' to say.

use leporello_model::ErrorKind;

/// A failure of the store itself.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk under the database has no room; nothing of the transaction was kept.
    #[error("the disk under the database is full")]
    Full,
    /// The database is busy, away, or its queue is full; the same call may work later. After a write see
    /// [`Store::write`](crate::Store::write).
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// An earlier sync failed, so nothing more is acknowledged until the server was started anew.
    #[error("the database could not be synced to disk; no more writes are accepted")]
    Broken,
    /// Two writers met; the engine asks to try again.
    #[error("two transactions met")]
    Conflict,
    /// A unique constraint or index of this name refused a row.
    #[error("the constraint {0} refused a row")]
    Constraint(String),
    /// A row holds what no row may hold.
    #[error("column {column} of a row cannot be read as {expected}")]
    Corrupt {
        /// Its place among the selected columns, from 0.
        column: usize,
        /// The type that was asked for.
        expected: &'static str,
    },
    /// The database has another schema than this program.
    #[error("the database has schema version {found}, {}", advice(*found, *needed))]
    Version {
        /// The version found; 0 in an empty database.
        found: i64,
        /// The version this program was built for.
        needed: i64,
    },
    /// The address names no database that this program can open.
    #[error("the database address is not understood: give sqlite:PATH or postgres://…")]
    Address,
    /// What was asked for is not done like that; the text says how it is done.
    #[error("{0}")]
    Setting(&'static str),
    /// Anything else the driver says.
    #[error("the database refused: {0}")]
    Driver(String),
    /// A library is in the database that was to become a copy of another.
    #[error("the target has a library of its own, which would be replaced: give an empty database, or say --replace")]
    InUse,
    /// A copied table is not equal to the one it was copied from.
    #[error(
        "the table {table} has {from} rows at the source and {to} at the target, or other ones: something wrote to \
         one of the two; stop what does, and copy again"
    )]
    Different {
        /// Its name.
        table: String,
        /// How many rows the source has.
        from: u64,
        /// How many the target has.
        to: u64,
    },
    /// Work in the store panicked; its transaction was rolled back.
    #[error("the store met a fault of its own")]
    Fault,
}

impl StoreError {
    /// The class it belongs to.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Full => ErrorKind::NoRoom,
            Self::Unavailable(_) | Self::Broken | Self::Conflict => ErrorKind::Unavailable,
            Self::Constraint(_) => ErrorKind::Conflict,
            Self::InUse | Self::Setting(_) | Self::Different { .. } => ErrorKind::Conflict,
            Self::Corrupt { .. } | Self::Version { .. } | Self::Address | Self::Driver(_) | Self::Fault => {
                ErrorKind::Internal
            }
        }
    }
}

/// What to do about a schema that is not this program's.
fn advice(found: i64, needed: i64) -> String {
    if found < needed {
        format!("this program needs {needed}: run `leporello migrate`")
    } else {
        format!("on which programs for {needed} may not serve: run `leporello serve` of the newer program")
    }
}
