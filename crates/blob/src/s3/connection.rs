//! The connections to the store, and how long to wait for it.
//!
//! A store that is away has to be noticed in seconds, and a long body has to take as long as it takes. So: 3 s to
//! connect; while something is read, 10 s without a byte; while something is written, 10 s and as long as its bytes need
//! at 64 KiB a second. Redirects are not followed: a signed request is for nobody else.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};
use reqwest::{Body, Request, StatusCode};
use tokio::time::timeout;

use super::errors::{failed, late};
use crate::BlobError;

const CONNECT: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(10);

/// Bytes that a connection has to take in a second.
const SLOWEST: u64 = 64 * 1024;

/// Requests with longer bodies count as writing.
const SMALL: usize = 64 * 1024;

/// The connections to the store. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    /// For all but long bodies of requests.
    reading: reqwest::Client,
    /// For those, as the other would count all of their sending as waiting.
    writing: reqwest::Client,
}

impl Connection {
    pub(crate) fn new(secure: bool) -> Result<Self, BlobError> {
        // Fails when there is one already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = || {
            let client =
                reqwest::Client::builder().connect_timeout(CONNECT).redirect(reqwest::redirect::Policy::none());
            // Without TLS, the system need not have any certificates.
            if secure { client } else { client.tls_certs_only([]) }
        };
        let refused =
            |_| BlobError::Place("no certificates were found: install the system's ca-certificates".to_owned());
        let reading = client().read_timeout(IDLE).build().map_err(refused)?;
        Ok(Self { reading, writing: client().build().map_err(refused)? })
    }

    /// Sends a request, and gives the status and all of the body of its answer.
    pub(super) async fn send(&self, request: Request) -> Result<(StatusCode, Bytes), BlobError> {
        let length = request.body().and_then(Body::as_bytes).map_or(0, <[u8]>::len);
        let answer = match length {
            ..=SMALL => self.reading.execute(request).await,
            _ => timeout(limit(length), self.writing.execute(request)).await.map_err(|_| late())?,
        };
        let mut answer = answer.map_err(|error| failed(&error))?;
        let mut body = BytesMut::new();
        while let Some(piece) =
            timeout(IDLE, answer.chunk()).await.map_err(|_| late())?.map_err(|error| failed(&error))?
        {
            body.extend_from_slice(&piece);
        }
        Ok((answer.status(), body.freeze()))
    }
}

/// How long a body of so many bytes may take to be sent, and to be answered.
fn limit(length: usize) -> Duration {
    IDLE + Duration::from_secs(length as u64 / SLOWEST)
}

impl HttpConnector for Connection {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

impl HttpService for Connection {
    fn call<'connection, 'call>(
        &'connection self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'call>>
    where
        'connection: 'call,
        Self: 'call,
    {
        let length = request.body().content_length();
        if length <= SMALL {
            return self.reading.call(request);
        }
        Box::pin(async move {
            match timeout(limit(length), self.writing.call(request)).await {
                Ok(outcome) => outcome,
                Err(elapsed) => Err(HttpError::new(HttpErrorKind::Timeout, elapsed)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A request with a body of this length to somebody who never reads it is still on its way after so long.
    async fn is_patient(length: usize, time: Duration) -> bool {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let link = format!("http://{}", silent.local_addr().unwrap());
        let mut request = Request::new(reqwest::Method::POST, link.parse().unwrap());
        *request.body_mut() = Some(vec![0; length].into());
        let connection = Connection::new(false).unwrap();
        let outcome = timeout(time, connection.send(request)).await;
        assert!(!matches!(outcome, Ok(Ok(_))), "nobody can have answered");
        outcome.is_err()
    }

    #[tokio::test]
    async fn a_long_body_has_more_time_than_a_short_one() {
        let time = IDLE + Duration::from_secs(2);
        let (long, short) = futures_util::join!(is_patient(1_000_000, time), is_patient(1_000, time));
        assert!(long, "given up while it was written");
        assert!(!short, "waited for too long");
    }
}
