//! Encrypted connections, with the meanings that PostgreSQL's own programs give to `sslmode`.
//!
//! `prefer` and `require` encrypt and ask nothing of the certificate; `verify-ca` wants it signed by somebody we trust, and
//! `verify-full` wants it to be for this host too. We trust who signed in the file `sslrootcert`, or without one, those
//! whom browsers trust.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// How much of a server's certificate is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Nothing.
    Anybody,
    /// Who signed it.
    Signer,
    /// Who signed it, and for which host.
    Host,
}

/// What makes connections encrypted. `direct`: without asking the server first.
pub(super) fn connector(trust: Trust, roots: Option<&Path>, direct: bool) -> Result<MakeRustlsConnect, StoreError> {
    let provider = Arc::new(ring::default_provider());
    let chain = match trust {
        Trust::Anybody => None,
        Trust::Signer | Trust::Host => {
            let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(trusted(roots)?), Arc::clone(&provider));
            Some(builder.build().map_err(|error| failed(&error))?)
        }
    };
    let verifier = Arc::new(Verifier { provider: Arc::clone(&provider), chain, host: trust == Trust::Host });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    if direct {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(MakeRustlsConnect::new(config))
}

/// Whether `error` says that encrypting itself failed, not the network.
pub(super) fn is_ours(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Error>())
}

fn trusted(roots: Option<&Path>) -> Result<RootCertStore, StoreError> {
    let Some(path) = roots else {
        return Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() });
    };
    let unread = |why: String| StoreError::Unavailable(format!("sslrootcert {}: {why}", path.display()));
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path).map_err(|error| unread(error.to_string()))? {
        let certificate = certificate.map_err(|error| unread(error.to_string()))?;
        store.add(certificate).map_err(|error| unread(error.to_string()))?;
    }
    if store.is_empty() { Err(unread("there is no certificate in it".to_owned())) } else { Ok(store) }
}

fn failed(error: &impl std::fmt::Display) -> StoreError {
    StoreError::Driver(error.to_string())
}

#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    chain: Option<Arc<WebPkiServerVerifier>>,
    host: bool,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        use CertificateError::{NotValidForName, NotValidForNameContext};
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        match chain.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            // The name is looked at last, when all else is right.
            Err(Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. })) if !self.host => {
                Ok(ServerCertVerified::assertion())
            }
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
