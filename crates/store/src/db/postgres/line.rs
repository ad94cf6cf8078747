//! The connection of one thread: opened when it is needed, and again when it was lost.

use std::sync::Arc;

use super::health::Health;
use crate::StoreError;
use crate::engine::{Mark, PostgresConnection, PostgresServer, Refused};

/// A place for a connection.
pub(super) struct Line {
    server: Arc<PostgresServer>,
    health: Arc<Health>,
    connection: Option<PostgresConnection>,
}

impl Line {
    pub(super) fn new(server: &Arc<PostgresServer>, health: &Arc<Health>) -> Self {
        Self { server: Arc::clone(server), health: Arc::clone(health), connection: None }
    }

    /// A connection that is good as far as we know. While the server is away there is none, and nobody waits to find out.
    pub(super) fn connection(&mut self) -> Result<&PostgresConnection, Refused> {
        if let Some(error) = self.health.away() {
            return Err(Refused::Away(error));
        }
        match self.connection.take() {
            Some(connection) if !connection.is_worn() => Ok(self.connection.insert(connection)),
            lost => {
                if lost.is_some() {
                    self.health.forget();
                }
                let opened = self.server.open().inspect_err(|refused| {
                    if let Refused::Away(error) = refused {
                        self.health.lost(error);
                    }
                });
                Ok(self.connection.insert(opened?))
            }
        }
    }

    /// Whether the connection was lost in what was last done on it.
    pub(super) fn is_lost(&self) -> bool {
        self.connection.as_ref().is_some_and(PostgresConnection::is_worn)
    }

    /// Whether it has a connection, or had one when it was last used.
    pub(super) fn is_open(&self) -> bool {
        self.connection.is_some()
    }

    /// Puts away a connection that is of no more use; one that hangs lets us ask whether the whole server does.
    pub(super) fn tidy(&mut self) {
        if self.connection.as_ref().is_some_and(PostgresConnection::is_hung) {
            self.health.suspect();
        }
        if self.is_lost() {
            self.health.forget();
            self.close();
        }
    }

    /// Closes the connection; the server ends its session, with all that it holds.
    pub(super) fn close(&mut self) {
        self.connection = None;
    }

    /// What became of a transaction whose commit was not answered: whether it is kept, if anybody can tell.
    pub(super) fn fate(&mut self, mark: &Mark) -> Result<Option<bool>, StoreError> {
        self.connection()?.fate(mark)
    }
}
