//! Where each table is placed, and the schema in which PostgreSQL itself holds the statements to it.
//!
//! Nothing here may differ from the migrations but in how the rows are placed.

use std::fmt::Write as _;

/// How many partitions each placed table has. The first owners of the tests fall into several of them.
pub(super) const PARTS: usize = 5;

/// The two things that rows are placed by. Tables of one placement can be kept together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Placement {
    /// By the user whose it is.
    User,
    /// By the space that it lies in.
    Space,
}

use Placement::{Space, User};

/// Every placed table, with what it is placed by and the column that says it.
pub(super) const PLACED: [(&str, Placement, &str); 16] = [
    ("account", User, "id"),
    ("token", User, "user_id"),
    ("space", User, "owner_id"),
    ("album", User, "owner_id"),
    ("link", User, "owner_id"),
    ("job", User, "user_id"),
    ("family", User, "owner_id"),
    ("member", User, "user_id"),
    ("invitation", User, "owner_id"),
    ("file", Space, "space_id"),
    ("blob", Space, "space_id"),
    ("upload", Space, "space_id"),
    ("rendition", Space, "space_id"),
    ("tree", Space, "space_id"),
    ("folder", Space, "space_id"),
    ("folder_media", Space, "space_id"),
];

/// The tables that belong to nobody: small, seldom written, and the same on every node.
pub(super) const EVERYWHERE: [&str; 3] = ["schema_version", "app", "setting"];

/// Unique indexes that begin with another column than their table's owner, and why that is right: they have it as
/// well, so they hold within a placement all the same.
pub(super) const LED_BY_ANOTHER: [(&str, &str); 1] =
    [("link_file", "a file is looked for in the albums of whoever linked it, which its own owner need not be")];

/// What a table is placed by, and the column that says it.
pub(super) fn placed(table: &str) -> Option<(Placement, &'static str)> {
    PLACED.iter().find(|(name, ..)| *name == table).map(|(_, placement, column)| (*placement, *column))
}

/// The migrations in their order.
pub(super) fn migrations() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/migrations/postgres");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// The migrations, but for every placed table in [`PARTS`] partitions by the hash of its owner. PostgreSQL then refuses
/// each primary key and unique index that leaves the owner out. Partitions lie in schemas of their own, where their
/// indexes can have the names that errors are known by.
pub(super) fn partitioned() -> String {
    let mut sql = String::new();
    for part in 0..PARTS {
        let _ = writeln!(sql, "CREATE SCHEMA part{part};");
    }
    let text = without_comments(&migrations());
    let mut rest = text.as_str();
    let mut tables = 0;
    while let Some(start) = rest.find("CREATE TABLE ") {
        let end = start + rest[start..].find(';').unwrap();
        let (before, statement) = (&rest[..start], &rest[start..end]);
        let table = statement["CREATE TABLE ".len()..].split([' ', '(']).next().unwrap();
        sql.push_str(before);
        sql.push_str(statement);
        if let Some((_, column)) = placed(table) {
            let _ = writeln!(sql, " PARTITION BY HASH ({column});");
            for part in 0..PARTS {
                let values = format!("WITH (MODULUS {PARTS}, REMAINDER {part})");
                let _ =
                    writeln!(sql, "CREATE TABLE part{part}.{table}_p{part} PARTITION OF {table} FOR VALUES {values};");
            }
            tables += 1;
        } else {
            sql.push(';');
        }
        rest = &rest[end + 1..];
    }
    assert_eq!(tables, PLACED.len(), "each placed table is made once");
    sql.push_str(rest);
    sql.push_str(SAME_NAMES);
    sql.push_str(MANY);
    sql
}

/// Gives the index of each partition the name of the index that it is a part of.
const SAME_NAMES: &str = "
    DO $$ DECLARE part RECORD; BEGIN
        FOR part IN SELECT CAST(i.inhrelid AS REGCLASS) AS name, p.relname AS of
                    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent WHERE p.relkind = 'I'
        LOOP EXECUTE format('ALTER INDEX %s RENAME TO %I', part.name, part.of); END LOOP;
    END $$;";

/// Makes PostgreSQL believe that there are many rows, each of another owner and otherwise much alike, so that it looks
/// for them by their owners where it can. Rows that are gone are counted until somebody tidies up, and nobody does.
const MANY: &str = "
    SET session_replication_role = replica;
    DO $$ DECLARE of RECORD; BEGIN
        FOR of IN SELECT p.oid, p.relname AS name,
                      (SELECT string_agg(CASE
                           WHEN a.attnum = t.partattrs[0] THEN 'i'
                           WHEN a.atttypid = CAST('BOOLEAN' AS REGTYPE) THEN 'i % 2 = 0'
                           WHEN a.attnotnull THEN format('CAST(i %% 70 AS %s)', CAST(a.atttypid AS REGTYPE))
                           ELSE format('CASE WHEN i %% 2 = 0 THEN CAST(i %% 70 AS %s) END', CAST(a.atttypid AS REGTYPE))
                           END, ', ' ORDER BY a.attnum)
                       FROM pg_attribute a WHERE a.attrelid = p.oid AND a.attnum > 0 AND NOT a.attisdropped) AS row
                  FROM pg_class p JOIN pg_partitioned_table t ON t.partrelid = p.oid
        LOOP
            EXECUTE (SELECT string_agg(format('ALTER TABLE %s SET (autovacuum_enabled = FALSE)',
                                              CAST(inhrelid AS REGCLASS)), ';')
                     FROM pg_inherits WHERE inhparent = of.oid);
            EXECUTE format('INSERT INTO %I SELECT %s FROM generate_series(1, 7000) i', of.name, of.row);
            EXECUTE format('ANALYZE %I', of.name);
            EXECUTE format('DELETE FROM %I', of.name);
        END LOOP;
    END $$;
    RESET session_replication_role;";

/// No text in the migrations holds what begins a comment.
fn without_comments(sql: &str) -> String {
    sql.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
