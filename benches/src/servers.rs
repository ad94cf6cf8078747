//! Several servers over one PostgreSQL: adding through one and through two, restarts under load, and pages. Four parts.
//!
//! The PostgreSQL is the run's own; it syncs what it acknowledges. Libraries are made in SQLite as for the other parts and
//! then copied, so that both engines have the same rows.

pub(crate) mod add;
pub(crate) mod pages;
pub(crate) mod rolling;
pub(crate) mod two;

mod client;
mod proxy;
mod work;

use std::path::Path;

use tempfile::TempDir;

use crate::library::Writer;
use crate::postgres::Database;
use crate::program::Program;
use crate::{Bench, Failed};

/// A data folder, and a database on PostgreSQL that servers over it use.
struct Home {
    data: TempDir,
    database: Database,
    /// With the database as a setting.
    program: Program,
}

impl Home {
    /// A new one with the library that `make` writes; gives also what `make` gives. The same library lies as a SQLite
    /// database in the data folder.
    fn new<T>(
        bench: &Bench,
        name: &str,
        make: impl FnOnce(&mut Writer) -> Result<T, Failed>,
    ) -> Result<(Self, T), Failed> {
        let database = bench.postgres()?.database(name)?;
        let data = bench.program.scratch()?;
        let mut writer = Writer::new(data.path())?;
        let made = make(&mut writer)?;
        writer.end()?;
        let program = bench.program.with(&["--database", &database.address()]);
        program.migrate(data.path())?;
        database.fill(&data.path().join("metadata.sqlite"))?;
        Ok((Self { data, database, program }, made))
    }

    /// The data folder.
    fn path(&self) -> &Path {
        self.data.path()
    }

    /// The key that all its servers share.
    fn key(&self) -> Result<String, Failed> {
        Ok(self.path().join("secret.key").to_str().ok_or("the folder's name is not Unicode")?.to_owned())
    }
}
