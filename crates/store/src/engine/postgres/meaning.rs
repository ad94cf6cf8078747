//! What the driver's errors mean. Told by their codes, never by their texts.

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::StoreError;

/// The error as the store's own.
pub(super) fn of(error: &Error) -> StoreError {
    let Some(state) = error.as_db_error() else {
        let lost = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if lost { StoreError::Unavailable(error.to_string()) } else { StoreError::Driver(error.to_string()) };
    };
    match state.code().code() {
        "40001" | "40P01" => StoreError::Conflict,
        "23505" => StoreError::Constraint(state.constraint().unwrap_or_default().to_owned()),
        "53100" => StoreError::Full,
        code if is_away(code) || is_for_reading(code) || stopped(code) => {
            StoreError::Unavailable(state.message().to_owned())
        }
        code => StoreError::Driver(format!("{code}: {}", state.message())),
    }
}

/// Whether the connection is of no more use after it.
pub(super) fn wears(error: &Error) -> bool {
    let Some(state) = error.as_db_error() else { return true };
    ends_session(state) || is_for_reading(state.code().code()) || *state.code() == SqlState::INVALID_SQL_STATEMENT_NAME
}

/// Whether the server takes no more connections at this moment.
pub(super) fn is_crowded(error: &Error) -> bool {
    error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS)
}

/// Whether the engine has no such thing.
pub(super) fn is_unsupported(error: &Error) -> bool {
    error.code() == Some(&SqlState::FEATURE_NOT_SUPPORTED)
}

/// Whether the server would not have this connection because it is encrypted.
pub(super) fn is_barred(error: &Error) -> bool {
    error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

fn ends_session(state: &DbError) -> bool {
    matches!(state.parsed_severity(), Some(Severity::Fatal | Severity::Panic)) || is_away(state.code().code())
}

/// Connections that break, a server that starts, stops or recovers, or has no more room in memory or for connections.
fn is_away(code: &str) -> bool {
    code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") || code == "25P03"
}

/// A standby, or a server that was one; and statements prepared for what the schema was before, which the engine says by
/// the same code by which it says that a standby cannot be serializable. Both go away with the connection.
fn is_for_reading(code: &str) -> bool {
    code == "25006" || code == "0A000"
}

/// A statement that took too long, was cancelled, or waited too long for a lock.
fn stopped(code: &str) -> bool {
    code == "57014" || code == "55P03"
}
