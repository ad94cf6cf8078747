//! How the bytes of a file go out: ranges, caching, and what a browser may do with them.
//!
//! Files come from anybody, and are served from the host that the gallery is on. So nothing is ever
//! sent as a type that a browser would run, and all of it in a sandbox.

use std::ops::Range;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::app::downloads::Fetched;
use crate::app::pictures::Shown;
use crate::{App, Failure};

/// What must be encoded in `filename*` (RFC 8187).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The type of bytes that nobody shall interpret.
const OPAQUE: &str = "application/octet-stream";

/// The answer to a request for a view of a file.
pub(super) fn picture(method: &Method, shown: Shown) -> Response {
    let mut response = match shown.bytes {
        None => StatusCode::NOT_MODIFIED.into_response(),
        Some(bytes) => {
            let length = bytes.len();
            let body = if *method == Method::HEAD { Body::empty() } else { Body::from(bytes) };
            let mut response = (StatusCode::OK, body).into_response();
            let mime = shown.format.mime();
            set(&mut response, [(header::CONTENT_LENGTH, length.to_string())]);
            set(&mut response, about(mime.to_owned(), disposition(&renamed(&shown.name, mime), true)));
            response
        }
    };
    set(&mut response, [(header::ETAG, quoted(&shown.tag)), (header::CACHE_CONTROL, kept_for(shown.keep))]);
    response
}

/// A tag as headers have it.
fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

/// The name of a view: that of its file, with the extension of what it is now.
fn renamed(name: &str, mime: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let extension = mime.rsplit('/').next().unwrap_or_default();
    format!("{stem}.{}", if extension == "jpeg" { "jpg" } else { extension })
}

/// How long something may be kept, in milliseconds, as a header says it. Never for anybody else.
fn kept_for(millis: i64) -> String {
    match millis / 1000 {
        0 => "private, no-cache".to_owned(),
        seconds => format!("private, max-age={seconds}"),
    }
}

/// What a browser is told about bytes, whatever they are.
fn about(content_type: String, disposition: String) -> [(HeaderName, String); 4] {
    [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned()),
    ]
}

/// The answer to a request for a file.
pub(super) async fn file(app: &App, method: &Method, asked: &HeaderMap, file: &Fetched) -> Result<Response, Failure> {
    let tag = quoted(&file.sha256);
    let mut response = if is_named(asked, &file.sha256) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if let Some(mut there) = elsewhere(app, method, file).await? {
        // Asked anew each time, so that the right is looked up each time.
        set(&mut there, [(header::CACHE_CONTROL, "private, no-cache".to_owned())]);
        return Ok(there);
    } else {
        match part(method, asked, file.size, &tag) {
            Part::All => body(app, method, file, None).await?,
            Part::Of(range) => body(app, method, file, Some(range)).await?,
            Part::None => {
                let size = [(header::CONTENT_RANGE, format!("bytes */{}", file.size))];
                return Ok((StatusCode::RANGE_NOT_SATISFIABLE, size).into_response());
            }
        }
    };
    let modified = file.edited_at.http_date();
    let common = [(header::ETAG, tag), (header::LAST_MODIFIED, modified), (header::CACHE_CONTROL, kept_for(file.keep))];
    set(&mut response, common);
    Ok(response)
}

/// Where else to get the bytes, if the client has to be sent there: they lie in an object store.
async fn elsewhere(app: &App, method: &Method, file: &Fetched) -> Result<Option<Response>, Failure> {
    // Its links are for `GET` alone, and what `HEAD` asks for is known here.
    if *method != Method::GET {
        return Ok(None);
    }
    let (mime, disposition) = (presentation(&file.mime_type), disposition(&file.name, false));
    let there = app.elsewhere(file, &mime, &disposition).await?;
    Ok(there.map(|link| (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, link)]).into_response()))
}

/// The bytes with all that says how to take them.
async fn body(app: &App, method: &Method, file: &Fetched, range: Option<Range<u64>>) -> Result<Response, Failure> {
    let length = range.as_ref().map_or(file.size, |range| range.end - range.start);
    let status = if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let span = range.as_ref().map(|range| format!("bytes {}-{}/{}", range.start, range.end - 1, file.size));
    let body = match method {
        &Method::HEAD => Body::empty(),
        _ => Body::from_stream(app.bytes(file, range).await?),
    };
    let mut response = (status, body).into_response();
    let lengths = [(header::CONTENT_LENGTH, length.to_string()), (header::ACCEPT_RANGES, "bytes".to_owned())];
    set(&mut response, lengths);
    set(&mut response, about(presentation(&file.mime_type), disposition(&file.name, false)));
    set(&mut response, span.map(|span| (header::CONTENT_RANGE, span)));
    Ok(response)
}

fn set(response: &mut Response, headers: impl IntoIterator<Item = (HeaderName, String)>) {
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response.headers_mut().insert(name, value);
        }
    }
}

/// Whether `If-None-Match` names what the client would get, weakly or not. The tag is without its quotes.
pub(super) fn is_named(asked: &HeaderMap, tag: &str) -> bool {
    let tag = quoted(tag);
    let named = asked.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).map(str::trim).any(|named| {
        // Our tags hold no comma, so cutting another's in pieces makes none of ours.
        named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag
    })
}

/// How much of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// Everything; also where several ranges were asked for, or none that can be read.
    All,
    /// These bytes.
    Of(Range<u64>),
    /// None that there are.
    None,
}

fn part(method: &Method, asked: &HeaderMap, size: u64, tag: &str) -> Part {
    // A range that was meant for other bytes is meant for none of these. A date is no proof that they are the same.
    let meant = asked.get(header::IF_RANGE).is_none_or(|same| same.as_bytes() == tag.as_bytes());
    let range = asked.get(header::RANGE).filter(|_| *method == Method::GET && meant);
    let Some((first, last)) = range.and_then(|range| ends(range.to_str().ok()?)) else { return Part::All };
    let (start, end) = match (first, last) {
        (Some(first), last) => (first, last.map_or(size, |last| last.saturating_add(1).min(size))),
        (None, count) => (size.saturating_sub(count.unwrap_or(0)), size),
    };
    if start < end { Part::Of(start..end) } else { Part::None }
}

/// The ends of the only range that is asked for: `bytes=2-3`, `bytes=2-`, `bytes=-3` (RFC 9110, section 14).
fn ends(range: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, set) = range.split_once('=')?;
    let (first, last) = set.trim().split_once('-')?;
    let number = |text: &str| match text {
        "" => Some(None),
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok().map(Some),
        _ => None,
    };
    let (first, last) = (number(first)?, number(last)?);
    let backwards = matches!((first, last), (Some(first), Some(last)) if first > last);
    let nothing = first.is_none() && last.is_none();
    (unit.eq_ignore_ascii_case("bytes") && !backwards && !nothing).then_some((first, last))
}

/// The content type that a file is sent as.
fn presentation(mime_type: &str) -> String {
    let essence = mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let active = ["html", "xml", "svg", "script", "multipart/", "message/", "application/x-shockwave"];
    let readable = HeaderValue::try_from(mime_type).is_ok() && essence.contains('/');
    let opaque = !readable || active.iter().any(|word| essence.contains(word));
    if opaque { OPAQUE.to_owned() } else { mime_type.to_owned() }
}

/// `Content-Disposition` (RFC 6266): the name in ASCII for old clients, then as it is.
fn disposition(name: &str, inline: bool) -> String {
    let kind = if inline { "inline" } else { "attachment" };
    let plain = |c: char| if c.is_ascii_graphic() && !"\"\\%".contains(c) || c == ' ' { c } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''{}", utf8_percent_encode(name, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(range: &str) -> HeaderMap {
        [(header::RANGE, HeaderValue::try_from(range).unwrap())].into_iter().collect()
    }

    #[test]
    fn a_range_is_read_as_the_standard_says() {
        for (range, size, expected) in [
            ("bytes=0-0", 10, Part::Of(0..1)),
            ("bytes=3-", 10, Part::Of(3..10)),
            ("bytes=3-99", 10, Part::Of(3..10)),
            ("bytes=-4", 10, Part::Of(6..10)),
            ("bytes=-99", 10, Part::Of(0..10)),
            ("bytes=10-", 10, Part::None),
            ("bytes=-0", 10, Part::None),
            ("bytes=0-", 0, Part::None),
            ("BYTES=0-18446744073709551615", 10, Part::Of(0..10)),
            ("bytes=5-4", 10, Part::All),
            ("bytes=-", 10, Part::All),
            ("bytes=+1-2", 10, Part::All),
            ("bytes=0-1,3-4", 10, Part::All),
            ("bytes=99-100,3-4", 10, Part::All),
            ("bytes=", 10, Part::All),
            ("bytes=a-b", 10, Part::All),
            ("lines=1-2", 10, Part::All),
            ("bytes=99999999999999999999999-", 10, Part::All),
        ] {
            assert_eq!(part(&Method::GET, &asked(range), size, "\"a\""), expected, "{range} of {size}");
        }
        assert_eq!(part(&Method::HEAD, &asked("bytes=0-0"), 10, "\"a\""), Part::All);
    }

    #[test]
    fn a_range_is_given_only_of_the_bytes_it_was_meant_for() {
        let mut asked = asked("bytes=0-0");
        for (same, expected) in [
            ("\"a\"", Part::Of(0..1)),
            ("W/\"a\"", Part::All),
            ("\"b\"", Part::All),
            ("Mon, 03 Nov 2025 07:01:40 GMT", Part::All),
        ] {
            asked.insert(header::IF_RANGE, HeaderValue::from_static(same));
            assert_eq!(part(&Method::GET, &asked, 10, "\"a\""), expected, "{same}");
        }
    }

    #[test]
    fn what_a_browser_would_run_is_opaque() {
        for bad in [
            "text/html",
            "TEXT/HTML; charset=utf-8",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/xml",
            "text/javascript",
            "application/ecmascript",
            "multipart/related",
            "message/rfc822",
            "nonsense",
            "a/b\r\nset-cookie: x",
            "",
        ] {
            assert_eq!(presentation(bad), OPAQUE, "{bad}");
        }
        for good in ["image/jpeg", "video/mp4", "application/zip", "text/css"] {
            assert_eq!(presentation(good), good);
        }
    }

    #[test]
    fn a_view_is_called_after_what_it_is_now() {
        assert_eq!(renamed("a.b.HEIC", "image/jpeg"), "a.b.jpg");
        assert_eq!(renamed("film", "image/webp"), "film.webp");
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_header() {
        assert_eq!(disposition("a b.jpg", true), "inline; filename=\"a b.jpg\"; filename*=UTF-8''a%20b.jpg");
        assert_eq!(
            disposition("夏\"; x=\\%41\r\n.jpg", false),
            "attachment; filename=\"__; x=__41__.jpg\"; filename*=UTF-8''%E5%A4%8F%22%3B%20x%3D%5C%2541%0D%0A.jpg"
        );
    }
}
