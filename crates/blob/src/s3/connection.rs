//! The connections to the store, and how long to wait for it.
//!
//! A store that is away has to be noticed in seconds, and a long body has to take as long as it takes. So: 3 s to
//! connect; while something is read, 10 s without a byte; while something is written, 10 s and as long as its bytes need
//! at 64 KiB a second. Redirects are not followed: a signed request is for nobody else.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
};

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
    pub(super) reading: reqwest::Client,
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
            let limit = IDLE + Duration::from_secs(length as u64 / SLOWEST);
            match tokio::time::timeout(limit, self.writing.call(request)).await {
                Ok(outcome) => outcome,
                Err(elapsed) => Err(HttpError::new(HttpErrorKind::Timeout, elapsed)),
            }
        })
    }
}
