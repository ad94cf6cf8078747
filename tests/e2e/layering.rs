//! The rules of the house that no compiler checks: which room may use which, and which words stay in
//! which room.
//!
//! Holds the two tables and what reads manifests and sources to check them. It must never look at test
//! code or comments, which may name anything. A new rule is a new row.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use walkdir::WalkDir;

/// Each room, and exactly the rooms its manifest names, for tests too.
const ROOMS: &[(&str, &[&str])] = &[
    ("crates/model", &[]),
    ("crates/store", &["model"]),
    ("crates/blob", &["model"]),
    ("crates/media", &["model"]),
    ("crates/server", &["blob", "media", "model", "store"]),
    ("crates/cli", &["blob", "media", "model", "server", "store"]),
    ("benches", &["media", "model", "store"]),
];

/// Words that must not stand in some modules.
struct Rule {
    /// Where it holds: folders, or modules without the `.rs` (their file and their folder).
    within: &'static [&'static str],
    /// Where it does not, inside of those.
    except: &'static [&'static str],
    /// Whole words, and paths from their start: `http::` is neither in `tower_http::` nor in
    /// `ours::http::`. With a `"` in front: the first words of a string, whatever the spaces.
    words: &'static [&'static str],
    /// Why, or what to do instead.
    reason: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        within: &["crates/model/src"],
        except: &[],
        words: &["async fn", "std::fs", "std::net", "tokio", "rusqlite", "postgres", "object_store", "axum", "http::"],
        reason: "the model is pure: no input, no output, no waiting",
    },
    Rule {
        within: &["crates/store/src"],
        except: &[],
        words: &["axum", "http::", "object_store", "kamadak_exif", "exif::", "nom_exif"],
        reason: "the store knows metadata only: no HTTP, no bytes, no pictures",
    },
    Rule {
        within: &["crates/store/src"],
        except: &["crates/store/src/engine"],
        words: &["rusqlite::", "postgres::", "tokio_postgres::"],
        reason: "only the engine names a SQL driver",
    },
    Rule {
        within: &["crates/blob/src"],
        except: &[],
        words: &["rusqlite", "postgres::", "axum", "http::", "exif::", "nom_exif"],
        reason: "the blob room stores bytes: it knows neither SQL nor HTTP, and does not look inside",
    },
    Rule {
        within: &["crates/media/src"],
        except: &[],
        words: &["rusqlite", "postgres::", "axum", "http::", "object_store"],
        reason: "the media room takes bytes and gives facts: no SQL, no HTTP, no object store",
    },
    Rule {
        within: &["crates/model/src", "crates/store/src", "crates/blob/src", "crates/server/src"],
        except: &[],
        words: &["std::process", "Command::new", "image::", "jpeg_decoder", "fast_image_resize"],
        reason: "the media room alone decodes pictures and starts programs",
    },
    Rule {
        within: &["crates/media/src"],
        except: &["crates/media/src/workshop", "crates/media/src/bin"],
        words: &["std::process"],
        reason: "the workshop alone starts programs",
    },
    Rule {
        within: &["crates/server/src", "crates/cli/src"],
        except: &[],
        words: &["rusqlite", "postgres::", "tokio_postgres", "object_store::"],
        reason: "metadata goes through the store, bytes through the blob room",
    },
    Rule {
        within: &["crates/server/src/api"],
        except: &[],
        words: &["leporello_store", "leporello_blob"],
        reason: "a handler decodes, makes one call of a use case, and encodes",
    },
    Rule {
        within: &["crates/server/src/app"],
        except: &[],
        words: &["axum"],
        reason: "a use case does not know who asks: HTTP belongs to the api",
    },
    Rule {
        within: &["crates"],
        except: &["crates/store"],
        words: &[
            "\"SELECT",
            "\"INSERT INTO",
            "\"UPDATE",
            "\"DELETE FROM",
            "\"WITH",
            "\"CREATE TABLE",
            "\"CREATE INDEX",
            "\"ALTER TABLE",
            "\"DROP TABLE",
            "\"PRAGMA",
        ],
        reason: "SQL stands in the store and nowhere else",
    },
];

type Outcome = Result<(), Box<dyn Error>>;

#[test]
fn every_room_uses_exactly_the_rooms_it_may() -> Outcome {
    let mut folders = vec!["benches".to_owned()];
    for entry in fs::read_dir(root().join("crates"))? {
        folders.push(format!("crates/{}", entry?.file_name().to_string_lossy()));
    }
    for folder in &folders {
        assert!(ROOMS.iter().any(|(room, _)| room == folder), "{folder} has no row in ROOMS");
    }
    for (room, allowed) in ROOMS {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml"))?;
        assert_eq!(rooms_named_in(&toml::from_str(&manifest)?), *allowed, "the rooms that {room}/Cargo.toml names");
    }
    Ok(())
}

#[test]
fn no_room_says_a_word_that_is_not_its_own() -> Outcome {
    let mut found = Vec::new();
    for path in sources()? {
        found.extend(complaints(&path, &fs::read_to_string(root().join(&path))?));
    }
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
    Ok(())
}

#[test]
fn every_rule_is_about_code_that_exists() -> Outcome {
    let paths = sources()?;
    for module in RULES.iter().flat_map(|rule| rule.within.iter().chain(rule.except)) {
        assert!(paths.iter().any(|path| lies_in(path, module)), "a rule names {module}, where there is no source");
    }
    Ok(())
}

#[test]
fn a_complaint_names_file_line_word_and_reason() {
    let source = "//! Albums.\n\nuse axum::Router;\n";
    let expected = "crates/media/src/kind.rs:3: `axum`: \
                    the media room takes bytes and gives facts: no SQL, no HTTP, no object store";
    assert_eq!(complaints("crates/media/src/kind.rs", source), [expected]);
}

#[test]
fn a_use_inside_a_function_is_found_and_so_is_each_of_two() {
    let source = "fn open() {\n    let _ = (rusqlite::Connection::open(\"a\"), ::postgres::Config::new());\n}\n";
    assert_eq!(complaints("crates/server/src/app/albums.rs", source).len(), 2);
    assert_eq!(complaints("crates/store/src/albums.rs", source).len(), 2);
    assert_eq!(complaints("crates/store/src/engine/sqlite.rs", source), [""; 0]);
    assert_eq!(complaints("crates/store/src/engine.rs", source), [""; 0]);
    assert_eq!(complaints("crates/store/src/engines.rs", source).len(), 2);
}

#[test]
fn a_module_of_ours_may_have_the_name_of_a_crate() {
    let source = "mod postgres;\n\nfn open() {\n    postgres::start(PATH);\n}\n";
    assert_eq!(complaints("crates/store/src/db.rs", source), [""; 0]);
    assert_eq!(complaints("crates/store/src/db.rs", &source.replace("(PATH)", "(::postgres::NoTls)")).len(), 1);
    assert_eq!(complaints("crates/store/src/db.rs", &source.replace("mod postgres;", "")).len(), 1);
}

#[test]
fn sql_is_found_at_the_start_of_a_string_however_it_is_laid_out() {
    let within = "crates/server/src/jobs/sweep.rs";
    for sql in ["\"SELECT id FROM album\"", "r#\"\n    SELECT\n id FROM album\"#", "\"\\\n  DELETE FROM album\""] {
        let source = format!("fn sweep() {{\n    run({sql});\n}}\n");
        let found = complaints(within, &source);
        assert_eq!(found.len(), 1, "{source}");
        assert!(
            found.iter().all(|complaint| complaint.starts_with("crates/server/src/jobs/sweep.rs:2: ")),
            "{found:?}"
        );
        assert_eq!(complaints("crates/store/src/albums.rs", &source), [""; 0]);
    }
    assert_eq!(complaints(within, "const KINDS: [&str; 2] = [\"UPDATE\", \"to SELECT one\"];\n"), [""; 0]);
}

#[test]
fn comments_tests_and_longer_words_may_say_anything() {
    let source = "\
//! Not axum.
use crate::http::Reply; // axum would be here
use tower_http::trace;

#[cfg(test)]
use axum::Router;

const LINK: &str = \"https://example.org/axum_guide\";

#[cfg(test)]
mod tests {
    use axum::Router;
}
";
    assert_eq!(complaints("crates/blob/src/lib.rs", source), [""; 0]);
    let after = format!("{source}\nuse axum::Json;\n");
    assert_eq!(complaints("crates/blob/src/lib.rs", &after).len(), 1);
}

/// The repository's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rooms that a manifest depends on in any way, sorted, without the `leporello-` in front.
fn rooms_named_in(manifest: &Table) -> Vec<String> {
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(Value::as_table) {
        tables.extend(targets.values().filter_map(Value::as_table));
    }
    let mut rooms = BTreeSet::new();
    for table in tables {
        for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, value) in table.get(kind).and_then(Value::as_table).into_iter().flatten() {
                let package = value.get("package").and_then(Value::as_str).unwrap_or(name);
                rooms.extend(package.strip_prefix("leporello-").map(str::to_owned));
            }
        }
    }
    rooms.into_iter().collect()
}

/// The Rust files of all rooms, as paths from the root with `/`, without those that hold only tests.
fn sources() -> Result<Vec<String>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for (room, _) in ROOMS {
        for entry in WalkDir::new(root().join(room).join("src")).sort_by_file_name() {
            let entry = entry?;
            let path = entry.path().strip_prefix(root())?.to_string_lossy().replace('\\', "/");
            let only_tests = path.ends_with("/tests.rs") || path.contains("/tests/");
            if path.ends_with(".rs") && !only_tests {
                paths.push(path);
            }
        }
    }
    Ok(paths)
}

/// Whether a file is of a module (given without the `.rs`) or folder.
fn lies_in(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// What the rules say against a file: one line each, in the order of the rules.
fn complaints(path: &str, source: &str) -> Vec<String> {
    let code = production_code(source);
    let applies = |rule: &&Rule| {
        rule.within.iter().any(|module| lies_in(path, module))
            && !rule.except.iter().any(|module| lies_in(path, module))
    };
    let mut found = Vec::new();
    for rule in RULES.iter().filter(applies) {
        for word in rule.words {
            for at in places(&code, word) {
                let line = code[..at].matches('\n').count() + 1;
                found.push(format!("{path}:{line}: `{word}`: {}", rule.reason));
            }
        }
    }
    found
}

/// The source with the same lines, but without comments and without what is compiled for tests only.
///
/// Relies on rustfmt: an attribute has a line of its own, and an item ends on a line as far to the left
/// as it began.
fn production_code(source: &str) -> String {
    let mut code = String::new();
    let mut test_item: Option<usize> = None;
    for line in source.lines() {
        let text = without_comment(line).trim_end();
        let indent = text.len() - text.trim_start().len();
        match test_item {
            Some(start) if indent == start && text.ends_with([';', '}', ',']) => test_item = None,
            Some(_) => {}
            None if text.trim_start() == "#[cfg(test)]" => test_item = Some(indent),
            None => code.push_str(text),
        }
        code.push('\n');
    }
    code
}

/// The line up to its `//`, which has a space or nothing before it: in `https://` it has not.
fn without_comment(line: &str) -> &str {
    let starts_comment = |before: &&str| before.is_empty() || before.ends_with(char::is_whitespace);
    line.match_indices("//").map(|(at, _)| &line[..at]).find(starts_comment).unwrap_or(line)
}

/// Where a word of a rule stands in the code, as byte offsets.
fn places(code: &str, word: &str) -> Vec<usize> {
    let opening = word.strip_prefix('"');
    // After `mod postgres;`, `postgres::` is that module, and only `::postgres::` is the crate.
    let module = word.strip_suffix("::").map(|name| format!("mod {name};"));
    let ours = module.is_some_and(|module| code.lines().any(|line| line.ends_with(&module)));
    let found = code.match_indices(if opening.is_some() { "\"" } else { word });
    found
        .filter(|(at, matched)| {
            let (before, after) = (&code[..*at], &code[at + matched.len()..]);
            match opening {
                Some(opening) => begins_with(after, opening),
                None => is_whole(before, word, after) && (before.ends_with("::") || !ours),
            }
        })
        .map(|(at, _)| at)
        .collect()
}

/// Whether the text of a string begins with these words and more, after any space.
fn begins_with(text: &str, words: &str) -> bool {
    let text = text.trim_start_matches([' ', '\n', '\\']);
    text.strip_prefix(words).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

/// Whether a word, with this before and after it, is neither a part of a longer name nor further down a
/// path.
fn is_whole(before: &str, word: &str, after: &str) -> bool {
    let of_name = |c: char| c.is_alphanumeric() || c == '_';
    let down_a_path = before.strip_suffix("::").is_some_and(|path| path.ends_with(of_name));
    let goes_on = word.ends_with(of_name) && after.starts_with(of_name);
    !before.ends_with(of_name) && !down_a_path && !goes_on
}
