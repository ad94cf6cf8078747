//! Every SQL text in the store's source, so that no statement escapes the judge.

use std::path::Path;

use super::tables::{EVERYWHERE, PLACED};

/// A statement in the source, or what of it is fixed: `pieces` follow each other, with anything in between.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) place: String,
    pub(super) pieces: Vec<String>,
}

impl Text {
    /// Whether this text made the statement `sql`.
    pub(super) fn made(&self, sql: &str) -> bool {
        follow_each_other(self.pieces.iter().map(String::as_str), sql)
    }
}

/// Whether `sql` has all of these, in this order.
pub(super) fn follow_each_other<'p>(pieces: impl IntoIterator<Item = &'p str>, sql: &str) -> bool {
    let mut rest = sql;
    pieces.into_iter().all(|piece| match rest.find(piece) {
        Some(start) => {
            rest = &rest[start + piece.len()..];
            true
        }
        None => false,
    })
}

/// All statements in the source that are about a table.
pub(super) fn all() -> Vec<Text> {
    let mut texts = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |file, source| {
        for literal in literals(source) {
            let text = literal.split_whitespace().collect::<Vec<_>>().join(" ");
            if is_statement(&text) {
                texts.push(Text { place: file.to_owned(), pieces: pieces(&text) });
            }
        }
    });
    texts
}

fn walk(folder: &Path, found: &mut impl FnMut(&str, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found(path.file_name().unwrap().to_str().unwrap(), &std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn is_statement(text: &str) -> bool {
    let tables = PLACED.iter().map(|(table, ..)| *table).chain(EVERYWHERE);
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect();
    let about_a_table = text.contains('{') || tables.into_iter().any(|table| words.contains(&table));
    ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(&words[0]) && about_a_table
}

/// What is between the values of a `format!`, and between what PostgreSQL is told in other words.
fn pieces(text: &str) -> Vec<String> {
    let mut text = text.replace("/* SKIP LOCKED */", "\0");
    for (open, close) in [("{", '}'), ("json_each(", ')')] {
        while let Some(start) = text.find(open) {
            let end = start + text[start..].find(close).unwrap();
            text.replace_range(start..=end, "\0");
        }
    }
    text.split('\0').map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// The texts in quotes in a source, without those in comments. What is escaped stays as it is.
fn literals(source: &str) -> Vec<String> {
    let (mut found, mut letters) = (Vec::new(), source.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '/' if letters.peek() == Some(&'/') => drop(letters.by_ref().find(|letter| *letter == '\n')),
            // A quote as a single letter.
            '\'' if letters.peek() == Some(&'"') => drop(letters.next()),
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    text.push(letter);
                    if letter == '\\' {
                        text.extend(letters.next());
                    }
                }
                found.push(text);
            }
            _ => {}
        }
    }
    found
}
