//! The signature of an app, worked out from the contract alone (contract/albums.md §11).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::client::sha256;

/// The `Authorization` of a request without a query that signs `x-date` and `x-user-id`. The path has
/// nothing in it that would have to be encoded.
pub(crate) fn sign(app: (&str, &str), method: &str, path: &str, (date, user): (&str, &str), body: &[u8]) -> String {
    let (id, secret) = app;
    let names = "x-date;x-user-id";
    let canonical = format!("{method}\n{path}/\n\nx-date:{date}\nx-user-id:{user}\n\n{names}\n{}", sha256(body));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("HMAC-SHA256\n{}", sha256(canonical.as_bytes())).as_bytes());
    let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("HMAC-SHA256 AppId={id},SignedHeaders={names},Signature={signature}")
}
