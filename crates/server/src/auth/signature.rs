//! The app signature `HMAC-SHA256 AppId=…,SignedHeaders=…,Signature=…` (contract/albums.md §11,
//! contract/drive.md §0.1a): reading it, checking it, making it.
//!
//! Pure: text in, verdict out. This file never decides which app or user may do what, never looks at the
//! clock, and never shows a signature or a secret: none of its types can be printed.
//!
//! Where the documents leave room, it works like this:
//! - Path: segments are split at `/`, decoded, and encoded again; empty and `.` segments go, `..` takes its
//!   predecessor along; a `/` ends the path. An encoded slash stays part of its segment.
//! - Query: RFC 3986, so `+` is a plus and not a space. Pairs are sorted by encoded name, then by encoded
//!   value; a name alone gets its `=`; nothing between two `&` is nothing.
//! - A `%` without two hex digits behind it stands for itself.
//! - Signed headers keep the order in which they are presented.

use hmac::{Hmac, KeyInit, Mac};
use leporello_model::Refusal;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha2::{Digest, Sha256};

const ALGORITHM: &str = "HMAC-SHA256";

/// The headers no signature may leave out: when, and for whom.
const MANDATORY: [&str; 2] = ["x-date", "x-user-id"];

/// All that RFC 3986 does not call unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What an `Authorization` header of this form claims.
pub struct Presented {
    /// The app that signed.
    pub app_id: String,
    /// Names of the headers it signed: lower case, in the order given, none twice.
    pub signed_headers: Vec<String>,
    /// The HMAC it came to.
    pub signature: [u8; 32],
}

impl Presented {
    /// Reads the value of an `Authorization` header. `None` when it is not exactly
    /// `HMAC-SHA256 AppId=<id>,SignedHeaders=<a;b;c>,Signature=<64 lower-case hex digits>`; only spaces
    /// after the two commas are forgiven, and upper case in header names.
    #[must_use]
    pub fn parse(authorization: &str) -> Option<Self> {
        let mut parts = authorization.strip_prefix(ALGORITHM)?.strip_prefix(' ')?.split(',');
        let app_id = parts.next()?.strip_prefix("AppId=")?;
        let names = parts.next()?.trim_start_matches(' ').strip_prefix("SignedHeaders=")?;
        let signature = parts.next()?.trim_start_matches(' ').strip_prefix("Signature=")?;
        if parts.next().is_some() || app_id.is_empty() || !app_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let mut signed_headers: Vec<String> = Vec::new();
        for name in names.split(';').map(str::to_ascii_lowercase) {
            if !is_header_name(&name) || signed_headers.contains(&name) {
                return None;
            }
            signed_headers.push(name);
        }
        Some(Self { app_id: app_id.to_owned(), signed_headers, signature: unhex(signature)? })
    }
}

/// The parts of a request that a signature covers, as they went over the wire.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    /// The method, in any case.
    pub method: &'a str,
    /// The path as received, percent-encoded, without the query.
    pub path: &'a str,
    /// What followed the `?`, as received.
    pub query: Option<&'a str>,
    /// Gives the value of a header by its lower-case name. It must give the very value the server goes on
    /// to use, and `None` for a header that is absent or sent more than once.
    pub headers: &'a dyn Fn(&str) -> Option<String>,
    /// [`body_sha256`] of the body.
    pub body_sha256: &'a str,
}

/// The lower-case hex SHA-256 of a body; of nothing when there is no body.
#[must_use]
pub fn body_sha256(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// The one form of a request that both sides sign. An absent header counts as empty here; [`verify`]
/// refuses it.
#[must_use]
pub fn canonical_request<S: AsRef<str>>(request: &Signed<'_>, signed_headers: &[S]) -> String {
    let names: Vec<String> = signed_headers.iter().map(|name| name.as_ref().to_ascii_lowercase()).collect();
    let headers: String =
        names.iter().map(|name| format!("{name}:{}\n", (request.headers)(name).unwrap_or_default().trim())).collect();
    [
        &request.method.to_ascii_uppercase(),
        &canonical_path(request.path),
        &canonical_query(request.query.unwrap_or_default()),
        &headers,
        &names.join(";"),
        request.body_sha256,
    ]
    .join("\n")
}

/// Checks a presented signature against the request and the app's secret, in constant time.
///
/// # Errors
/// [`Refusal::SignedHeaderMissing`] when `x-date` or `x-user-id` is not signed or not there;
/// [`Refusal::SignatureWrong`] when any other signed header is not there, or nothing matches.
pub fn verify(presented: &Presented, request: &Signed<'_>, secret: &str) -> Result<(), Refusal> {
    for header in MANDATORY {
        if !presented.signed_headers.iter().any(|name| name == header) || (request.headers)(header).is_none() {
            return Err(Refusal::SignedHeaderMissing { header });
        }
    }
    if presented.signed_headers.iter().any(|name| (request.headers)(name).is_none()) {
        return Err(Refusal::SignatureWrong);
    }
    mac(secret, &canonical_request(request, &presented.signed_headers))
        .verify_slice(&presented.signature)
        .map_err(|_| Refusal::SignatureWrong)
}

/// The `Authorization` value for a request: the client's side, for tests and printed examples.
#[must_use]
pub fn sign<S: AsRef<str>>(app_id: &str, secret: &str, signed_headers: &[S], request: &Signed<'_>) -> String {
    let signature = mac(secret, &canonical_request(request, signed_headers)).finalize().into_bytes();
    let names: Vec<String> = signed_headers.iter().map(|name| name.as_ref().to_ascii_lowercase()).collect();
    format!("{ALGORITHM} AppId={app_id},SignedHeaders={},Signature={}", names.join(";"), hex(&signature))
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
fn mac(secret: &str, canonical_request: &str) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    let hashed = hex(&Sha256::digest(canonical_request));
    mac.chain_update(format!("{ALGORITHM}\n{hashed}"))
}

fn canonical_path(path: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for segment in path.split('/').map(encoded_once) {
        match segment.as_str() {
            "" | "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    kept.iter().fold("/".to_owned(), |path, segment| path + segment + "/")
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encoded_once(name), encoded_once(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Encodes whatever is not unreserved, however much of it was encoded before.
fn encoded_once(part: &str) -> String {
    let decoded: Vec<u8> = percent_decode_str(part).collect();
    percent_encode(&decoded, RESERVED).to_string()
}

/// Whether this is a token of RFC 9110, in lower case.
fn is_header_name(name: &str) -> bool {
    let token = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(token)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly 64 lower-case hex digits.
fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let mut bytes = [0; 32];
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 3] = ["host", "x-date", "x-user-id"];
    const SECRET: &str = "example-secret";

    fn header(name: &str) -> Option<String> {
        let value = match name {
            "host" => "koodrive.example.test",
            "x-date" => " 20251103T070140Z ",
            "x-user-id" => "1505084218764547200",
            _ => return None,
        };
        Some(value.to_owned())
    }

    fn request<'a>(method: &'a str, path: &'a str, query: Option<&'a str>, body_sha256: &'a str) -> Signed<'a> {
        Signed { method, path, query, headers: &header, body_sha256 }
    }

    fn presented(request: &Signed<'_>) -> Presented {
        Presented::parse(&sign("a1b2", SECRET, &NAMES, request)).unwrap()
    }

    #[test]
    fn the_vectors_of_the_contract_hold() {
        let body = body_sha256(br#"{"name":"albumName","type":2,"albumKind":1}"#);
        let empty = body_sha256(b"");
        let query = "albumKind=1&albumType=2&pageNum=1&pageSize=10";
        for (request, canonical, signature) in [
            (
                request("POST", "/koodrive/ose/v1/album/create", None, &body),
                "2852c65fb81261d60cd14b87741a3be5772d7b1cac981a50155a683502431f27",
                "752924ea49ae443e5594ae816fb38b35532c761fb0d22e036e3b8223a214c20a",
            ),
            (
                request("GET", "/koodrive/ose/v1/album/list", Some(query), &empty),
                "1969ccdd998044da7b35f0c1ddd511e4638f0b137f214e430ce9da23d4687469",
                "b48df9fb9ed6da37be50664443dab858ea0d4b004b8f3f96a4b413bfca35a81a",
            ),
        ] {
            assert_eq!(hex(&Sha256::digest(canonical_request(&request, &NAMES))), canonical);
            let expected = format!("HMAC-SHA256 AppId=a1b2,SignedHeaders=host;x-date;x-user-id,Signature={signature}");
            assert_eq!(sign("a1b2", SECRET, &NAMES, &request), expected);
            assert_eq!(verify(&presented(&request), &request, SECRET), Ok(()));
        }
    }

    #[test]
    fn a_canonical_request_looks_like_this() {
        let request = request("get", "/a b", Some("q"), "00");
        let expected =
            "GET\n/a%20b/\nq=\nx-user-id:1505084218764547200\nx-date:20251103T070140Z\n\nx-user-id;x-date\n00";
        assert_eq!(canonical_request(&request, &["X-User-Id", "X-Date"]), expected);
    }

    #[test]
    fn paths_have_one_form() {
        for (path, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("/album/list", "/album/list/"),
            ("/album/list/", "/album/list/"),
            ("//album///list", "/album/list/"),
            ("/album/./list/.", "/album/list/"),
            ("/a/b/../c", "/a/c/"),
            ("/a/b/%2E%2e/c", "/a/c/"),
            ("/../../a/..", "/"),
            ("/a%2Fb", "/a%2Fb/"),
            ("/a%2fb", "/a%2Fb/"),
            ("/%7Ea-%5f.%41", "/~a-_.A/"),
            ("/a+b c", "/a%2Bb%20c/"),
            ("/%E7%9b%b8", "/%E7%9B%B8/"),
            ("/相", "/%E7%9B%B8/"),
            ("/%ff", "/%FF/"),
            ("/100%/%zz", "/100%25/%25zz/"),
            ("/a=b&c;d:e@f", "/a%3Db%26c%3Bd%3Ae%40f/"),
            ("/...", "/.../"),
        ] {
            assert_eq!(canonical_path(path), canonical, "{path}");
        }
    }

    #[test]
    fn queries_have_one_form() {
        for (query, canonical) in [
            ("", ""),
            ("&&", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1&a=10", "a=1&a=10&a=2"),
            ("a&b=", "a=&b="),
            ("a=b=c", "a=b%3Dc"),
            ("=x", "=x"),
            ("q=a%20b", "q=a%20b"),
            ("q=a+b", "q=a%2Bb"),
            ("q=%e7%9b%b8", "q=%E7%9B%B8"),
            ("%61=%7e*", "a=~%2A"),
            ("a1=x&a=y", "a=y&a1=x"),
            ("B=1&a=2", "B=1&a=2"),
            ("?a=1", "%3Fa=1"),
        ] {
            assert_eq!(canonical_query(query), canonical, "{query}");
        }
    }

    #[test]
    fn only_the_documented_form_is_read() {
        let hex = "0f".repeat(32);
        let good = format!("HMAC-SHA256 AppId=a1,SignedHeaders=host;X-Date;x-user-id,Signature={hex}");
        let read = Presented::parse(&good).unwrap();
        assert_eq!((read.app_id.as_str(), read.signature), ("a1", [15; 32]));
        assert_eq!(read.signed_headers, NAMES);
        assert!(Presented::parse(&good.replace(',', ",  ")).is_some());
        for (from, to) in [
            ("HMAC-SHA256", "hmac-sha256"),
            ("HMAC-SHA256", "SDK-HMAC-SHA256"),
            ("256 ", "256"),
            ("256 ", "256  "),
            ("AppId=a1", "AppId="),
            ("AppId=a1", "AppId=a 1"),
            ("AppId=a1", "AppId=ä"),
            ("AppId=a1,", ""),
            ("AppId", "Access"),
            (",", " ,"),
            (",", ";"),
            ("host;", ";"),
            ("host;", "host;host;"),
            ("host;", "x-date;"),
            ("host;", "ho st;"),
            ("host;X-Date;x-user-id", ""),
            ("0f0f", "0F0F"),
            ("0f0f", "0g0f"),
            ("=0f", "="),
            ("=0f", "=0"),
            ("=0f", "=0f0f"),
            (hex.as_str(), &format!("{hex} ")),
            (hex.as_str(), &format!("{hex},")),
            (hex.as_str(), ""),
        ] {
            assert_ne!(good.replace(from, to), good, "{from}");
            assert!(Presented::parse(&good.replace(from, to)).is_none(), "{from} as {to}");
        }
    }

    #[test]
    fn date_and_user_must_be_signed_and_sent() {
        let request = request("GET", "/", None, "");
        for header in MANDATORY {
            let names: Vec<_> = NAMES.into_iter().filter(|name| *name != header).collect();
            let presented = Presented::parse(&sign("a", SECRET, &names, &request)).unwrap();
            assert_eq!(verify(&presented, &request, SECRET), Err(Refusal::SignedHeaderMissing { header }));
            let without = |name: &str| if name == header { None } else { self::header(name) };
            let absent = Signed { headers: &without, ..request };
            let expected = Err(Refusal::SignedHeaderMissing { header });
            assert_eq!(verify(&self::presented(&absent), &absent, SECRET), expected);
        }
    }

    #[test]
    fn a_signed_header_that_was_not_sent_is_refused_though_the_sum_is_right() {
        let names = ["x-date", "x-user-id", "x-traceid"];
        let request = request("GET", "/", None, "");
        let presented = Presented::parse(&sign("a", SECRET, &names, &request)).unwrap();
        assert_eq!(verify(&presented, &request, SECRET), Err(Refusal::SignatureWrong));
    }

    /// The text with the characters at some places percent-encoded, in either case of hex.
    fn encoded_anyhow(text: &str, how: &[u8]) -> String {
        let each = |(place, byte): (usize, u8)| match how[place % how.len()] % 3 {
            0 => format!("%{byte:02X}"),
            1 => format!("%{byte:02x}"),
            _ => percent_encode(&[byte], RESERVED).to_string(),
        };
        text.bytes().enumerate().map(each).collect()
    }

    proptest! {
        #[test]
        fn every_encoding_of_a_path_is_the_same_path(
            segments in prop::collection::vec("\\PC{1,8}", 0..5),
            how in prop::collection::vec(any::<u8>(), 1..20),
            slash in prop::bool::ANY,
        ) {
            let encoded: Vec<_> = segments.iter().map(|segment| encoded_anyhow(segment, &how)).collect();
            let plain: Vec<_> = segments.iter().map(|segment| encoded_anyhow(segment, &[2])).collect();
            let path = format!("/{}{}", encoded.join("/"), if slash { "/" } else { "" });
            prop_assert_eq!(canonical_path(&path), canonical_path(&plain.join("//./")));
            prop_assert_eq!(canonical_path(&canonical_path(&path)), canonical_path(&path));
        }

        #[test]
        fn every_encoding_and_order_of_a_query_is_the_same_query(
            (pairs, shuffled) in prop::collection::vec(("\\PC{1,8}", "\\PC{0,8}"), 0..6)
                .prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle())),
            how in prop::collection::vec(any::<u8>(), 1..20),
        ) {
            let query = |pairs: &[(String, String)], how: &[u8]| {
                let pair = |(name, value): &(String, String)| {
                    format!("{}={}", encoded_anyhow(name, how), encoded_anyhow(value, how))
                };
                pairs.iter().map(pair).collect::<Vec<_>>().join("&")
            };
            let canonical = canonical_query(&query(&pairs, &[2]));
            prop_assert_eq!(canonical_query(&query(&shuffled, &how)), canonical.clone());
            prop_assert_eq!(canonical_query(&canonical), canonical);
        }

        #[test]
        fn a_change_of_anything_breaks_the_signature(
            value in "[a-z0-9]{1,12}",
            other in "[A-Z]{1,12}",
            bit in 0usize..256,
        ) {
            let headers = |user: String| move |name: &str| match name {
                "x-user-id" => Some(user.clone()),
                _ => header(name),
            };
            let query = format!("a={value}");
            let path = format!("/koodrive/{value}");
            let body = body_sha256(value.as_bytes());
            let user = headers(value.clone());
            let request =
                Signed { method: "POST", path: &path, query: Some(&query), headers: &user, body_sha256: &body };
            let good = || presented(&request);
            prop_assert_eq!(verify(&good(), &request, SECRET), Ok(()));

            let other_query = format!("a={value}&b={other}");
            let other_path = format!("/koodrive/{other}");
            let other_body = body_sha256(other.as_bytes());
            let other_user = headers(other.clone());
            for changed in [
                Signed { method: "PUT", ..request },
                Signed { path: &other_path, ..request },
                Signed { query: Some(&other_query), ..request },
                Signed { query: None, ..request },
                Signed { headers: &other_user, ..request },
                Signed { body_sha256: &other_body, ..request },
            ] {
                prop_assert_eq!(verify(&good(), &changed, SECRET), Err(Refusal::SignatureWrong));
            }
            prop_assert_eq!(verify(&good(), &request, &other), Err(Refusal::SignatureWrong));
            let mut reordered = good();
            reordered.signed_headers.reverse();
            prop_assert_eq!(verify(&reordered, &request, SECRET), Err(Refusal::SignatureWrong));
            let mut flipped = good();
            flipped.signature[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(verify(&flipped, &request, SECRET), Err(Refusal::SignatureWrong));
        }

        #[test]
        fn no_text_upsets_the_reader(text in "\\PC*", tail in "[ -~]*") {
            let _ = Presented::parse(&text);
            let _ = Presented::parse(&format!("HMAC-SHA256 AppId={tail}"));
            let _ = (canonical_path(&text), canonical_query(&text));
        }
    }
}
