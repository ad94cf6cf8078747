//! The PostgreSQL of the run: databases of its own in it, and libraries that are copied into them out of SQLite, where
//! they are made. It must never touch a database that it has not made.

use std::io::Write;
use std::path::Path;

use postgres::{Client, NoTls};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::Failed;

/// What the database of a new library knows already, and the library must not say otherwise.
const OWN: &str = "'schema_version', 'setting'";

/// A server that the run may make databases on.
pub(crate) struct Cluster {
    address: String,
}

/// A database on it, which goes with this value.
pub(crate) struct Database {
    cluster: String,
    name: String,
}

/// An address with another database than the one it names: of a name that is given twice, the last counts.
fn naming(address: &str, database: &str) -> String {
    format!("{address} dbname={database}")
}

impl Cluster {
    /// The one at `address`, in pairs such as `host=/run/postgresql user=ada`. It has to sync what it acknowledges:
    /// without that nothing that is measured on it means anything.
    pub(crate) fn at(address: &str) -> Result<Self, Failed> {
        let mut client = Client::connect(address, NoTls).map_err(|error| format!("--postgres: {error}"))?;
        for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
            let value: String = client.query_one(&format!("SHOW {setting}"), &[])?.get(0);
            if value != "on" {
                return Err(format!("--postgres: its {setting} is {value}, and has to be on").into());
            }
        }
        Ok(Self { address: address.to_owned() })
    }

    /// A new database without anything in it.
    pub(crate) fn database(&self, name: &str) -> Result<Database, Failed> {
        Database::make(&self.address, name, "template0")
    }
}

impl Database {
    fn make(cluster: &str, name: &str, template: &str) -> Result<Self, Failed> {
        let name = format!("bench_{name}");
        Client::connect(cluster, NoTls)?.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
        Ok(Self { cluster: cluster.to_owned(), name })
    }

    /// Another with the same contents. Nobody may be connected to this one.
    pub(crate) fn copy(&self, name: &str) -> Result<Self, Failed> {
        Self::make(&self.cluster, name, &self.name)
    }

    /// Where it is, in pairs.
    pub(crate) fn address(&self) -> String {
        naming(&self.cluster, &self.name)
    }

    /// A connection to it.
    pub(crate) fn connect(&self) -> Result<Client, Failed> {
        Ok(Client::connect(&self.address(), NoTls)?)
    }

    /// How many links there are in it.
    pub(crate) fn links(&self) -> Result<u64, Failed> {
        let count: i64 = self.connect()?.query_one("SELECT count(*) FROM link", &[])?.get(0);
        Ok(count.try_into()?)
    }

    /// Copies all rows of the SQLite database `library` into this one, which has the same schema and no rows. Indexes are
    /// made at the end; then all is on disk, and the planner knows it.
    pub(crate) fn fill(&self, library: &Path) -> Result<(), Failed> {
        let (library, mut client) = (Connection::open(library)?, self.connect()?);
        // What the triggers keep in step is copied too.
        client.batch_execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")?;
        let indexes = client.query(
            "SELECT indexname, indexdef FROM pg_indexes
             WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            &[],
        )?;
        for index in &indexes {
            client.batch_execute(&format!("DROP INDEX {}", index.get::<_, &str>(0)))?;
        }
        let tables = client.query(
            &format!(
                "SELECT CAST(table_name AS TEXT), string_agg(CAST(column_name AS TEXT), ', ' ORDER BY ordinal_position)
                 FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN ({OWN}) GROUP BY 1"
            ),
            &[],
        )?;
        for table in &tables {
            copy(&library, &mut client, table.get(0), table.get(1))?;
        }
        for index in &indexes {
            client.batch_execute(index.get(1))?;
        }
        client.batch_execute("VACUUM ANALYZE")?;
        Ok(client.batch_execute("CHECKPOINT")?)
    }
}

/// For whoever runs many parts: the disk has room for one library at a time.
impl Drop for Database {
    fn drop(&mut self) {
        if let Ok(mut client) = Client::connect(&self.cluster, NoTls) {
            let _ = client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}

/// Copies the rows of one table.
fn copy(library: &Connection, client: &mut Client, table: &str, columns: &str) -> Result<(), Failed> {
    let mut rows = library.prepare(&format!("SELECT {columns} FROM {table}"))?;
    let count = rows.column_count();
    let mut rows = rows.query([])?;
    let mut sink = client.copy_in(&format!("COPY {table} ({columns}) FROM STDIN"))?;
    let mut line = Vec::new();
    while let Some(row) = rows.next()? {
        line.clear();
        for column in 0..count {
            if column > 0 {
                line.push(b'\t');
            }
            match row.get_ref(column)? {
                ValueRef::Null => line.extend(b"\\N"),
                ValueRef::Integer(number) => write!(line, "{number}")?,
                ValueRef::Text(text) => escaped(text, &mut line),
                ValueRef::Real(_) | ValueRef::Blob(_) => {
                    return Err(format!("{table} has values of other types").into());
                }
            }
        }
        line.push(b'\n');
        sink.write_all(&line)?;
    }
    sink.finish()?;
    Ok(())
}

/// A text as COPY takes it.
fn escaped(text: &[u8], line: &mut Vec<u8>) {
    for byte in text {
        match byte {
            b'\\' => line.extend(b"\\\\"),
            b'\t' => line.extend(b"\\t"),
            b'\n' => line.extend(b"\\n"),
            b'\r' => line.extend(b"\\r"),
            other => line.push(*other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divides_rows_and_columns_is_escaped() {
        let mut line = Vec::new();
        escaped(b"a\tb\\N\nc\r", &mut line);
        assert_eq!(line, b"a\\tb\\\\N\\nc\\r");
    }

    #[test]
    fn the_database_that_is_named_last_counts() {
        let address: postgres::Config = naming("host=/run/x user=ada dbname=postgres", "bench_x").parse().unwrap();
        assert_eq!(address.get_dbname(), Some("bench_x"));
    }
}
