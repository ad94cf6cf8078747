//! A client: knows where the server is and who asks, and makes the headers.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use ureq::http::{Method, Request, StatusCode};

/// What all operations of the contract start with.
const PREFIX: &str = "/koodrive/ose/v1";

/// Somebody with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) space: String,
    pub(crate) token: String,
}

/// The server did not answer: it is no more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gone;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    /// Null if it is not JSON.
    pub(crate) body: Value,
    pub(crate) bytes: Vec<u8>,
}

/// A client with connections of its own.
#[derive(Clone)]
pub(crate) struct Client {
    agent: ureq::Agent,
    pub(crate) base: String,
    pub(crate) person: Person,
    /// What `X-Date` says; the time of the machine unless given.
    pub(crate) date: Option<String>,
    /// What `X-Traceid` says.
    pub(crate) trace: Option<String>,
}

impl Client {
    pub(crate) fn new(base: &str, person: &Person) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true) // DELETE with a body
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .build()
            .new_agent();
        Self { agent, base: base.to_owned(), person: person.clone(), date: None, trace: None }
    }

    /// Calls an operation of the contract; `path` is what follows the prefix.
    pub(crate) fn ask(&self, method: Method, path: &str, body: &Value) -> Result<Answer, Gone> {
        let date = self.date.clone().unwrap_or_else(now);
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{PREFIX}{path}", self.base))
            .header("X-Traceid", self.trace.as_deref().unwrap_or(&"-".repeat(58)))
            .header("Authorization", format!("Bearer {}", self.person.token))
            .header("X-User-Id", &self.person.id)
            .header("X-Date", date);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(request.body(body.into_bytes()).unwrap())
    }

    /// Sends a request as it is.
    pub(crate) fn send(&self, request: Request<Vec<u8>>) -> Result<Answer, Gone> {
        let empty = request.body().is_empty() && !matches!(*request.method(), Method::POST | Method::PUT);
        let answer = if empty { self.agent.run(request.map(drop)) } else { self.agent.run(request) };
        let mut answer = answer.map_err(|_| Gone)?;
        let status = answer.status();
        let bytes = answer.body_mut().with_config().limit(64 << 20).read_to_vec().map_err(|_| Gone)?;
        Ok(Answer { status, body: serde_json::from_slice(&bytes).unwrap_or_default(), bytes })
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &Value::Null).unwrap()
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, body).unwrap()
    }

    /// Asks for a path that is not of the contract, with `GET`.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> Answer {
        self.link(&format!("{}{path}", self.base)).unwrap()
    }

    /// Follows a whole link with `GET`.
    pub(crate) fn link(&self, url: &str) -> Result<Answer, Gone> {
        self.send(Request::get(url).body(Vec::new()).unwrap())
    }

    /// Sends a part to its link. An object store that is busy says 503, and whoever sends to one sends again.
    pub(crate) fn put(&self, url: &str, bytes: &[u8]) -> Result<Answer, Gone> {
        let elsewhere = !url.starts_with(&self.base);
        for _ in 0..5 {
            let answer = self.put_once(url, bytes)?;
            if !(elsewhere && answer.status == StatusCode::SERVICE_UNAVAILABLE) {
                return Ok(answer);
            }
        }
        self.put_once(url, bytes)
    }

    fn put_once(&self, url: &str, bytes: &[u8]) -> Result<Answer, Gone> {
        let request = Request::put(url).header("X-Traceid", self.trace.as_deref().unwrap_or("-"));
        self.send(request.body(bytes.to_vec()).unwrap())
    }

    /// Promises a file in the root folder; `parts` are the sizes of its parts.
    pub(crate) fn promise(&self, name: &str, parts: &[usize]) -> Result<Answer, Gone> {
        let plan: Vec<_> =
            parts.iter().zip(1..).map(|(size, number)| json!({"partNumber": number, "partSize": size})).collect();
        let body = json!({
            "fileName": name, "fileType": "45", "parentFolder": ["root"], "containerId": self.person.space,
            "length": parts.iter().sum::<usize>(), "uploadMode": "multipart", "uploadType": 1, "autoRename": 3,
            "multiParts": plan,
        });
        self.ask(Method::POST, "/files/create", &body)
    }

    /// Completes a file.
    pub(crate) fn complete(&self, file: &str, bytes: &[u8]) -> Result<Answer, Gone> {
        self.ask(Method::POST, "/files/complete", &json!({"fileId": file, "sha256": sha256(bytes)}))
    }

    /// Everything in a folder (of the space with `list` 0, of the bin with 1): file objects.
    pub(crate) fn files(&self, list: u8, folder: &str) -> Result<Vec<Value>, Gone> {
        let (mut files, mut cursor) = (Vec::new(), String::new());
        loop {
            let body = json!({
                "containerId": self.person.space, "parentFileId": folder, "pageInfo": {"pageCursor": cursor},
                "mediaInfo": true,
            });
            let page = self.ask(Method::POST, &format!("/files/{list}"), &body)?.ok();
            files.extend(page["files"].as_array().unwrap().iter().cloned());
            cursor = text(&page["nextCursor"]);
            if cursor.is_empty() {
                return Ok(files);
            }
        }
    }

    /// What is in an album, with what it says to be the total.
    pub(crate) fn contents(&self, album: &str) -> Result<(i64, Vec<String>), Gone> {
        let (mut files, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/album/{album}/list?pageSize=100&pageCursor={cursor}");
            let page = self.ask(Method::GET, &path, &Value::Null)?.ok();
            files.extend(page["contentList"].as_array().unwrap().iter().map(|entry| text(&entry["id"])));
            cursor = text(&page["nextPageCursor"]);
            if cursor.is_empty() {
                return Ok((page["total"].as_i64().unwrap(), files));
            }
        }
    }

    /// All personal manual albums, as listed.
    pub(crate) fn albums(&self) -> Result<Vec<Value>, Gone> {
        let path = "/album/list?albumKind=1&albumType=2&pageSize=100";
        let page = self.ask(Method::GET, path, &Value::Null)?.ok();
        let albums = page["albumList"].as_array().unwrap().clone();
        assert_eq!(page["total"], albums.len(), "more albums than one page shows, or a wrong total");
        Ok(albums)
    }

    /// Adds files of the caller's to an album.
    pub(crate) fn add(&self, album: &str, files: &[String]) -> Result<Answer, Gone> {
        let files: Vec<_> = files.iter().map(|file| json!({"fileId": file, "ownerId": self.person.id})).collect();
        self.ask(Method::POST, &format!("/album/{album}/add"), &json!({ "fileIds": files }))
    }

    /// The bytes of a file.
    pub(crate) fn download(&self, file: &str) -> Result<Vec<u8>, Gone> {
        let body = json!({"containerId": self.person.space, "fileIds": [file]});
        let links = self.ask(Method::POST, "/files/download", &body)?.ok();
        let answer = self.link(links["downloads"][0]["url"].as_str().unwrap())?;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Ok(answer.bytes)
    }
}

impl Answer {
    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.body["code"], 0, "{}", self.body);
        self.body
    }

    /// Holds if the answer is this error.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: i64) {
        assert_eq!((self.status.as_u16(), self.body["code"].as_i64()), (status, Some(code)), "{}", self.body);
    }

    /// The answer as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// A field that is a text.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The digest as the contract writes it.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Now, as `X-Date` wants it.
pub(crate) fn now() -> String {
    jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string()
}
