//! The few places where the two engines should differ.
//!
//! The shared SQL text is written in the dialect both understand; what PostgreSQL spells otherwise
//! is translated here, and nowhere else. A `CROSS JOIN` is an order to SQLite: it finds the rows on the
//! left first.

/// The shared text as PostgreSQL takes it.
///
/// `json_each($n)` is the rows of a list of texts, in a column `value`. PostgreSQL sees how long the list
/// is when it makes a plan, which it could not with JSON.
pub(crate) fn postgres_text(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while let Some(start) = rest.find("json_each(") {
        let (before, call) = rest.split_at(start);
        let end = call.find(')').unwrap_or(call.len() - 1);
        let argument = &call["json_each(".len()..end];
        text.push_str(before);
        text.push_str("unnest(");
        text.push_str(argument);
        text.push_str(") AS ids(value)");
        rest = &call[end + 1..];
    }
    text.push_str(rest);
    text.replace(SKIP_LOCKED, "FOR UPDATE OF r SKIP LOCKED")
}

/// Stands at the end of a query for rows `r` that are about to be changed: PostgreSQL passes by those that somebody
/// else is changing at that moment. SQLite has one writer, to whom this is a comment.
pub(crate) const SKIP_LOCKED: &str = "/* SKIP LOCKED */";

/// Whether there is a table named `$1`.
pub(crate) const SQLITE_HAS_TABLE: &str = "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = $1";
/// The same; within the schemas that the connection looks through.
pub(crate) const POSTGRES_HAS_TABLE: &str = "SELECT to_regclass($1) IS NOT NULL";

/// Every column of every table: the table, its name, its type, and its place in the primary key from 1, or 0.
pub(crate) const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t
    CROSS JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.name";
/// The same; of the schema that new tables would be made in.
pub(crate) const POSTGRES_COLUMNS: &str = "SELECT CAST(t.relname AS TEXT), CAST(a.attname AS TEXT),
        CAST(format_type(a.atttypid, NULL) AS TEXT),
        CAST(COALESCE(array_position(CAST(k.indkey AS INT2[]), a.attnum) + 1, 0) AS BIGINT)
    FROM pg_class t
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary
    WHERE t.relkind IN ('r', 'p') AND t.relnamespace = CAST(current_schema() AS REGNAMESPACE)
    ORDER BY t.relname COLLATE \"C\", a.attname COLLATE \"C\"";

/// The unique indexes, by the columns that SQLite names in their place.
const UNIQUE: [(&str, &str); 3] = [
    ("file.space_id, file.parent_id, file.name", "file_name"),
    ("blob.space_id, blob.sha256", "blob_digest"),
    ("link.file_id, link.owner_id, link.album_id", "link_file"),
];

/// What PostgreSQL calls the unique index or primary key over `columns`, which are separated by commas
/// and named with their table.
pub(crate) fn constraint(columns: &str) -> String {
    let known = UNIQUE.iter().find(|(over, _)| *over == columns);
    let table = columns.split('.').next().unwrap_or_default();
    known.map_or_else(|| format!("{table}_pkey"), |(_, name)| (*name).to_owned())
}

/// A list of texts as the one value that `json_each($n)` takes.
pub(crate) fn id_list<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    ids.into_iter().collect()
}
