//! The files of the gallery (`web/`), which are part of the program.
//!
//! They are the same for everybody and tell of nobody: whoever opens the address gets them. Nothing is written into
//! them by the server. Where the gallery was not built, one page says so.

use rust_embed::{EmbeddedFile, RustEmbed};

use crate::App;

/// What the build of `web/` gives; empty where it was not built.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

/// The page that is shown in place of a gallery that was not built.
const NOT_BUILT: &str = include_str!("gallery/not_built.html");

/// A file of the gallery, as it is sent.
pub(crate) struct Asset {
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// Its content type.
    pub(crate) kind: &'static str,
    /// How long it may be kept by whoever got it.
    pub(crate) keep: &'static str,
    /// Whether the bytes are compressed with gzip.
    pub(crate) compressed: bool,
}

/// The names of all files, such as `index.html` and `assets/index-1a2b3c.js`.
pub(crate) fn names() -> impl Iterator<Item = String> {
    Files::iter().map(String::from).filter(|name| !name.ends_with(".gz"))
}

/// The page itself.
pub(crate) fn page(gzip: bool) -> Asset {
    asset("index.html", gzip).unwrap_or_else(|| Asset {
        bytes: NOT_BUILT.as_bytes().to_vec(),
        kind: "text/html; charset=utf-8",
        keep: "no-cache",
        compressed: false,
    })
}

/// A file of the gallery; compressed where that is understood (`gzip`) and there.
pub(crate) fn asset(name: &str, gzip: bool) -> Option<Asset> {
    let plain = |name: &str| Files::get(name).map(|EmbeddedFile { data, .. }| data.into_owned());
    let packed = if gzip { plain(&format!("{name}.gz")) } else { None };
    let compressed = packed.is_some();
    // The name of what lies in `assets` changes with its bytes.
    let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    Some(Asset { bytes: packed.or_else(|| plain(name))?, kind: kind(name), keep, compressed })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The `Content-Security-Policy` that the gallery works under: everything comes from this server, and bytes also from
/// where links lead to.
pub(crate) fn policy(app: &App) -> String {
    let mut bytes = String::from("'self'");
    for origin in [app.blobs.link_origin(), app.settings.public_url.as_deref().and_then(origin)].into_iter().flatten() {
        bytes.push(' ');
        bytes.push_str(&origin);
    }
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src {bytes} blob: data:; media-src {bytes} blob:; \
         connect-src {bytes}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

/// Scheme and host of an address.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    Some(format!("{scheme}://{}", rest.split('/').next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin("https://example.org:8443/photos/").as_deref(), Some("https://example.org:8443"));
        assert_eq!(origin("example.org"), None);
    }

    #[test]
    fn what_has_its_digest_in_its_name_is_kept() {
        for name in names() {
            let asset = asset(&name, false).unwrap();
            assert_eq!(asset.keep.contains("immutable"), name.starts_with("assets/"), "{name}");
            assert_ne!(asset.kind, "application/octet-stream", "{name}");
        }
    }
}
