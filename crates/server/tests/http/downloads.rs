//! Downloads: links, and what is behind them.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::Millis;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{Person, World};
use crate::uploads::{noise, promise, sha256, with};

/// What came back from a link.
pub(crate) struct Fetched {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Fetched {
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    async fn links(&self, who: &Person, files: &[&str]) -> Value {
        let body = json!({ "containerId": who.space, "fileIds": files });
        self.post(who, "/files/download", body).await.ok()
    }

    pub(crate) async fn link(&self, who: &Person, file: &str) -> String {
        let links = self.links(who, &[file]).await;
        assert_eq!(links["batchCode"], 1, "{links}");
        links["downloads"][0]["url"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn fetch(&self, method: Method, url: &str, headers: &[(header::HeaderName, &str)]) -> Fetched {
        let request = headers
            .iter()
            .fold(Request::builder().method(method).uri(url), |request, (name, value)| request.header(name, *value));
        let response = self.raw(request.body(Body::empty()).unwrap()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Fetched { status, headers, bytes }
    }
}

#[tokio::test]
async fn each_file_of_a_batch_has_its_own_answer() {
    let world = World::new().await;
    let good = world.upload(&world.ann, "a.txt", b"hello").await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let trashed = world.upload(&world.ann, "b.txt", b"gone").await;
    world.trash(&world.ann, &[&trashed]).await;
    let foreign = world.upload(&world.bob, "c.txt", b"secret").await;
    let promised = world.sent(&world.ann, promise("d", 1), b"d").await;

    let links = world.links(&world.ann, &[&good, &folder, &trashed, &foreign, &promised, "no identifier"]).await;
    assert_eq!(links["batchCode"], 0);
    let codes: Vec<_> = links["downloads"].as_array().unwrap().iter().map(|item| item["code"].clone()).collect();
    assert_eq!(codes, ["0", "13000406", "13000306", "13000309", "13000309", "13000309"]);
    assert_eq!(links["downloads"][0]["fileName"], "a.txt");
    assert_eq!(links["downloads"][3]["msg"], links["downloads"][5]["msg"], "foreign and unknown are the same");
    assert_eq!(links["downloads"][5]["fileId"], "no identifier");
    assert_eq!(links["downloads"][1].get("url"), None);
    assert_eq!(world.links(&world.ann, &[&folder]).await["batchCode"], 2);
    assert_eq!(world.links(&world.ann, &[&good, &good]).await["batchCode"], 1);

    let ask = |space: Value, files: Value| json!({ "containerId": space, "fileIds": files });
    let own = json!(world.ann.space);
    for (body, code, field) in [
        (ask(json!(""), json!([good])), 13_000_102, "containerId"),
        (ask(json!(world.bob.space), json!([good])), 13_000_301, "containerId"),
        (ask(own.clone(), json!([])), 13_000_102, "fileIds"),
        (ask(own.clone(), json!(vec![&good; 101])), 13_000_102, "fileIds"),
        (json!({ "containerId": own }), 13_000_102, "fileIds"),
    ] {
        world.post(&world.ann, "/files/download", body).await.refused(code, field);
    }
}

#[tokio::test]
async fn a_link_gives_the_bytes_and_says_how_to_take_them() {
    let world = World::new().await;
    let bytes = noise(300_000, 4);
    let file = world.upload(&world.ann, "夏 \"x\" 100%.bin".replace('"', "'").as_str(), &bytes).await;
    let url = world.link(&world.ann, &file).await;
    assert!(url.starts_with("http://photos.test/links/files/"), "{url}");
    let fetched = world.fetch(Method::GET, &url, &[]).await;
    assert_eq!(fetched.status, StatusCode::OK);
    assert!(fetched.bytes == bytes);
    let tag = format!("\"{}\"", sha256(&bytes));
    for (name, value) in [
        (header::ETAG, tag.as_str()),
        (header::CONTENT_LENGTH, "300000"),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::LAST_MODIFIED, "Mon, 03 Nov 2025 07:01:40 GMT"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"_ 'x' 100_.bin\"; filename*=UTF-8''%E5%A4%8F%20%27x%27%20100%25.bin",
        ),
    ] {
        assert_eq!(fetched.header(&name), value, "{name}");
    }
    assert!(fetched.header(header::CONTENT_SECURITY_POLICY).ends_with("sandbox"));
    let cache = fetched.header(header::CACHE_CONTROL);
    let seconds: i64 = cache.strip_prefix("private, max-age=").unwrap().parse().unwrap();
    assert!((3600..=7200).contains(&seconds), "{cache}");

    let head = world.fetch(Method::HEAD, &url, &[(header::RANGE, "bytes=0-1")]).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    let but_date = |mut headers: HeaderMap| headers.remove(header::DATE).map(|_| headers);
    assert_eq!(but_date(head.headers), but_date(fetched.headers));

    let same = world.fetch(Method::GET, &url, &[(header::IF_NONE_MATCH, &format!("\"a\", W/{tag}"))]).await;
    assert_eq!((same.status, same.bytes.len(), same.header(header::ETAG)), (StatusCode::NOT_MODIFIED, 0, tag.as_str()));
    let other = world.fetch(Method::GET, &url, &[(header::IF_NONE_MATCH, "\"a\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_gives_ranges() {
    let world = World::new().await;
    let file = world.upload(&world.ann, "a", b"0123456789").await;
    let url = world.link(&world.ann, &file).await;
    for (range, bytes, span) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=8-100", "89", "bytes 8-9/10"),
    ] {
        let part = world.fetch(Method::GET, &url, &[(header::RANGE, range)]).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(part.bytes, bytes.as_bytes());
        assert_eq!(part.header(header::CONTENT_RANGE), span);
        assert_eq!(part.header(header::CONTENT_LENGTH), bytes.len().to_string());
    }
    let beyond = world.fetch(Method::GET, &url, &[(header::RANGE, "bytes=10-")]).await;
    assert_eq!((beyond.status, beyond.bytes.len()), (StatusCode::RANGE_NOT_SATISFIABLE, 0));
    assert_eq!(beyond.header(header::CONTENT_RANGE), "bytes */10");
    for whole in ["bytes=0-1,3-4", "bytes=9-2", "lines=1-2"] {
        let all = world.fetch(Method::GET, &url, &[(header::RANGE, whole)]).await;
        assert_eq!((all.status, all.bytes.as_slice()), (StatusCode::OK, &b"0123456789"[..]), "{whole}");
    }
    let changed = [(header::RANGE, "bytes=0-0"), (header::IF_RANGE, "\"other\"")];
    assert_eq!(world.fetch(Method::GET, &url, &changed).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_empty_file_can_be_fetched() {
    let world = World::new().await;
    let file = world.upload(&world.ann, "empty", b"").await;
    let url = world.link(&world.ann, &file).await;
    let fetched = world.fetch(Method::GET, &url, &[]).await;
    assert_eq!((fetched.status, fetched.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(fetched.header(header::CONTENT_LENGTH), "0");
}

#[tokio::test]
async fn a_browser_runs_nothing() {
    let world = World::new().await;
    let page = b"<html><script>alert(1)</script></html>";
    for (name, mime_type) in [
        ("a.html", "text/html"),
        ("b.svg", "image/svg+xml"),
        ("c.xml", "application/xml"),
        ("d.js", "text/javascript"),
        ("e.xhtml", "Application/XHTML+xml;charset=utf-8"),
        ("f", "text/html\u{a0}"),
    ] {
        let body = with(promise(name, page.len()), json!({ "mimeType": mime_type }));
        let file = world.sent(&world.ann, body, page).await;
        world.complete(&world.ann, &file).await.ok();
        let fetched = world.fetch(Method::GET, &world.link(&world.ann, &file).await, &[]).await;
        assert_eq!(fetched.status, StatusCode::OK);
        assert_eq!(fetched.header(header::CONTENT_TYPE), "application/octet-stream", "{name}");
        assert!(fetched.header(header::CONTENT_DISPOSITION).starts_with("attachment"), "{name}");
    }
    let photo = std::fs::read(crate::import::photos().join("jpg/Canon_40D.jpg")).unwrap();
    let photo = world.upload(&world.ann, "photo.jpg", &photo).await;
    let saved = world.fetch(Method::GET, &world.link(&world.ann, &photo).await, &[]).await;
    assert_eq!(saved.header(header::CONTENT_TYPE), "image/jpeg");
    assert!(saved.header(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"photo.jpg\""));
}

#[tokio::test]
async fn a_link_that_is_not_right_tells_nothing() {
    let world = World::new().await;
    let file = world.upload(&world.ann, "a.txt", b"hello").await;
    let other = world.upload(&world.ann, "b.txt", b"other").await;
    let url = world.link(&world.ann, &file).await;
    let mut told = std::collections::BTreeSet::new();
    let mut dead = async |url: String| {
        let fetched = world.fetch(Method::GET, &url, &[]).await;
        assert_eq!(fetched.status, StatusCode::UNAUTHORIZED, "{url}");
        let body: Value = serde_json::from_slice(&fetched.bytes).unwrap();
        assert_eq!(body["code"], 13_000_101);
        told.insert(body["msg"].to_string());
    };
    let (ann, bob) = (&world.ann, &world.bob);
    for (from, to) in [
        (file.clone(), other),
        (ann.id.to_string(), bob.id.to_string()),
        (ann.space.to_string(), bob.space.to_string()),
        ("expires=1".to_owned(), "expires=2".to_owned()),
        ("&seal=".to_owned(), "&view=128&seal=".to_owned()),
        ("&seal=".to_owned(), "&album=1&seal=".to_owned()),
        ("seal=".to_owned(), "seal=0".to_owned()),
        ("seal=".to_owned(), "no=".to_owned()),
        ("user=".to_owned(), "user=x".to_owned()),
        ("/links/files/".to_owned(), "/links/files/x".to_owned()),
    ] {
        assert!(url.contains(&from), "{from} in {url}");
        dead(url.replace(&from, &to)).await;
    }
    // What the file is called does not matter, so a renamed file keeps its links.
    assert_eq!(world.fetch(Method::GET, &url.replace("a%2Etxt", "x"), &[]).await.status, StatusCode::OK);
    world.freeze(ann, true).await;
    dead(url.clone()).await;
    world.freeze(ann, false).await;
    world.trash(ann, &[&file]).await;
    dead(url.clone()).await;
    world.restore(ann, &[&file]).await;
    assert_eq!(world.fetch(Method::GET, &url, &[]).await.status, StatusCode::OK);
    world.trash(ann, &[&file]).await;
    world.job(ann, crate::support::job(2, 202, &[&file])).await;
    dead(url.clone()).await;
    world.later(2 * Millis::HOUR);
    dead(url).await;
    assert_eq!(told.len(), 1, "all refusals are the same: {told:?}");
}

#[tokio::test]
async fn a_link_ends() {
    let world = World::new().await;
    let file = world.upload(&world.ann, "a.txt", b"hello").await;
    let url = world.link(&world.ann, &file).await;
    world.later(Millis::HOUR);
    assert_eq!(world.fetch(Method::GET, &url, &[]).await.status, StatusCode::OK, "at least as long as is promised");
    world.later(Millis::HOUR);
    assert_eq!(world.fetch(Method::GET, &url, &[]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn it_is_the_same_over_a_socket() {
    let world = World::new().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, leporello_server::router(world.app.clone())).into_future());
    let ask = async |request: String| {
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let path = |url: &str| url.strip_prefix("http://photos.test").unwrap().to_owned();
    let created = world.create(&world.ann, promise("a.txt", 10)).await.ok();
    let (file, part) = (created["fileId"].as_str().unwrap(), created["multiParts"][0]["uploadUrl"].as_str().unwrap());
    let put = |headers: &str, body: &str| {
        format!("PUT {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n\r\n{body}", path(part))
    };
    let chunked = ask(put("Transfer-Encoding: chunked", "a\r\n0123456789\r\n0\r\n\r\n")).await;
    assert!(chunked.starts_with("HTTP/1.1 400 ") && chunked.contains("Content-Length"), "{chunked}");
    assert!(ask(put("Content-Length: 3", "012")).await.contains("13000402"));
    assert!(ask(put("Content-Length: 10", "0123456789")).await.starts_with("HTTP/1.1 200 "));
    world.complete(&world.ann, file).await.ok();

    let link = path(&world.link(&world.ann, file).await);
    let fetch = |method: &str, header: &str| {
        format!("{method} {link} HTTP/1.1\r\nHost: x\r\nConnection: close{header}\r\n\r\n")
    };
    let whole = ask(fetch("GET", "")).await;
    assert!(whole.contains("content-length: 10\r\n") && whole.ends_with("\r\n\r\n0123456789"), "{whole}");
    let head = ask(fetch("HEAD", "")).await;
    assert!(head.contains("content-length: 10\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    let part = ask(fetch("GET", "\r\nRange: bytes=-2")).await;
    assert!(part.starts_with("HTTP/1.1 206 ") && part.ends_with("\r\n\r\n89"), "{part}");
    let same = ask(fetch("GET", "\r\nIf-None-Match: *")).await;
    assert!(same.starts_with("HTTP/1.1 304 ") && same.ends_with("\r\n\r\n"), "{same}");
    server.abort();
}
