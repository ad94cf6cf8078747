//! The reference page for people, at `/docs`: three static files that read `/openapi.json` in the browser.
//!
//! The page lives on its own: nothing inline, nothing from another host, nothing written into it by the
//! server. It must never hold anything about the data of this server, since anybody may read it.

/// The `Content-Security-Policy` that the page works under.
pub(crate) const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:";

const PAGE: &str = include_str!("docs_page/index.html");
const STYLE: &str = include_str!("docs_page/docs.css");
const SCRIPT: &str = include_str!("docs_page/docs.js");

/// A file of the page with its content type: `path` is what follows `/docs/`, empty for the page itself.
#[must_use]
pub(crate) fn asset(path: &str) -> Option<(&'static str, &'static [u8])> {
    match path {
        "" => Some(("text/html; charset=utf-8", PAGE.as_bytes())),
        "docs.css" => Some(("text/css; charset=utf-8", STYLE.as_bytes())),
        "docs.js" => Some(("text/javascript; charset=utf-8", SCRIPT.as_bytes())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What stands after every `before`, as far as it is a word.
    fn words_after<'a>(text: &'a str, before: &str) -> BTreeSet<&'a str> {
        let word = |rest: &'a str| rest.split(|c: char| !c.is_alphanumeric() && c != '-').next();
        text.split(before).skip(1).filter_map(word).filter(|word| !word.is_empty()).collect()
    }

    #[test]
    fn every_file_that_the_page_asks_for_is_there() {
        assert!(asset("").is_some() && asset("index.html").is_none() && asset("../docs.rs").is_none());
        for name in ["docs.css", "docs.js"] {
            assert!(PAGE.contains(&format!("=\"{name}\"")), "{name}");
            assert!(asset(name).is_some_and(|(_, bytes)| !bytes.is_empty()), "{name}");
        }
    }

    #[test]
    fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
        for forbidden in ["style=", "<style", "onclick=", "<script>", "innerHTML", "//cdn", "@import", " url("] {
            assert!([PAGE, STYLE, SCRIPT].iter().all(|file| !file.contains(forbidden)), "{forbidden}");
        }
        let hosts: BTreeSet<_> =
            words_after(PAGE, "http://").into_iter().chain(words_after(PAGE, "https://")).collect();
        assert_eq!(hosts, BTreeSet::from(["www"]), "only the namespace of the icon, www.w3.org");
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        let (tables, code) = SCRIPT.split_once("\n};\n").unwrap();
        let (english, chinese) = tables.split_once("\n  zh: {").unwrap();
        let mut used = words_after(code, "text.");
        used.extend(words_after(PAGE, "data-text=\""));
        used.extend(words_after(PAGE, "data-label=\""));
        assert!(used.len() > 25, "{used:?}");
        for name in used {
            for table in [english, chinese] {
                assert!(table.contains(&format!(" {name}: ")), "{name}");
            }
        }
    }

    #[test]
    fn every_element_that_the_script_wants_is_in_the_page() {
        for id in words_after(SCRIPT, "byId(\"") {
            assert!(PAGE.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
}
