//! Encrypted connections, in the meanings that PostgreSQL's own programs give to `sslmode`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use leporello_store::{Address, Store, StoreError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::cluster::Cluster;
use crate::fixture::until;

/// Who comes encrypted only, and who never.
const DOOR: &str = "
    hostssl   all sealed   127.0.0.1/32 trust
    hostnossl all plain    127.0.0.1/32 trust
    host      all postgres 127.0.0.1/32 trust";

/// Somebody who signs certificates.
fn signer() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server's certificate for `localhost`, in the folder of its data.
fn certify(data: &Path, signer: &CertifiedIssuer<'_, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, signer).unwrap();
    fs::write(data.join("server.crt"), certificate.pem()).unwrap();
    fs::write(data.join("server.key"), key.serialize_pem()).unwrap();
    fs::set_permissions(data.join("server.key"), fs::Permissions::from_mode(0o600)).unwrap();
}

/// Opens a store and gives whether its connection is encrypted.
fn opened(cluster: &Cluster, address: &str) -> Result<bool, StoreError> {
    let store = Store::open(&Address::parse(address)?)?;
    store.is_reachable().wait()?;
    let sealed = cluster.number(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND application_name = 'asks'",
    );
    drop(store);
    until("it has gone", || {
        cluster.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'asks'") == 0
    });
    Ok(sealed > 0)
}

#[test]
fn connections_are_encrypted_as_the_address_says() {
    let (ours, other, folder) = (signer(), signer(), tempfile::tempdir().unwrap());
    let cluster = Cluster::start(|data| {
        certify(data, &ours);
        fs::write(data.join("pg_hba.conf"), DOOR).unwrap();
        "ssl = on".to_owned()
    });
    cluster.batch("CREATE ROLE sealed SUPERUSER LOGIN; CREATE ROLE plain SUPERUSER LOGIN");
    let (trusted, strange) = (folder.path().join("our roots.pem"), folder.path().join("other.pem"));
    fs::write(&trusted, ours.pem()).unwrap();
    fs::write(&strange, other.pem()).unwrap();
    let (trusted, strange) = (trusted.to_str().unwrap(), strange.to_str().unwrap());
    let port = cluster.port;
    let pairs = |host: &str, user: &str, more: &str| {
        opened(&cluster, &format!("host={host} {more} port={port} user={user} dbname=postgres application_name=asks"))
    };
    let encrypted = |outcome: Result<bool, StoreError>| assert!(matches!(outcome, Ok(true)), "{outcome:?}");
    let plain = |outcome: Result<bool, StoreError>| assert!(matches!(outcome, Ok(false)), "{outcome:?}");
    let refused = |outcome: Result<bool, StoreError>| assert!(outcome.is_err(), "{outcome:?}");

    // Who decides: the address, unless it leaves it to the server.
    encrypted(pairs("localhost", "postgres", ""));
    encrypted(pairs("localhost", "postgres", "sslmode=prefer"));
    encrypted(pairs("localhost", "sealed", "sslmode=prefer"));
    plain(pairs("localhost", "plain", "sslmode=prefer"));
    plain(pairs("localhost", "postgres", "sslmode=disable"));
    refused(pairs("localhost", "sealed", "sslmode=disable"));
    encrypted(pairs("127.0.0.1", "sealed", "sslmode=require"));
    refused(pairs("127.0.0.1", "plain", "sslmode=require"));
    // Whom it believes.
    encrypted(pairs("localhost", "sealed", &format!("sslmode=verify-full sslrootcert='{trusted}'")));
    refused(pairs("127.0.0.1", "sealed", &format!("sslmode=verify-full sslrootcert='{trusted}'")));
    encrypted(pairs("127.0.0.1", "sealed", &format!("sslmode=verify-ca sslrootcert='{trusted}'")));
    refused(pairs("localhost", "sealed", &format!("sslmode=verify-ca sslrootcert={strange}")));
    refused(pairs("localhost", "sealed", &format!("sslmode=verify-full sslrootcert = {strange}")));
    refused(pairs("localhost", "sealed", &format!("sslmode=require sslrootcert={strange}")));
    refused(pairs("localhost", "sealed", "sslmode=verify-full"));
    refused(pairs("localhost", "sealed", "sslmode=verify-full sslrootcert=/nowhere.pem"));
    assert!(matches!(pairs("localhost", "sealed", "sslmode=sometimes"), Err(StoreError::Address)));
    let unsigned = pairs("localhost", "sealed", "sslmode=verify-ca").unwrap_err().to_string();
    assert!(unsigned.contains("verify-ca needs sslrootcert"), "{unsigned}");
    // The same in a URL.
    let url = |query: &str| opened(&cluster, &format!("postgres://sealed:a?b@localhost:{port}/postgres?{query}"));
    let escaped = trusted.replace(' ', "%20");
    encrypted(url(&format!("sslrootcert={escaped}&application_name=asks&sslmode=verify-full")));
    refused(url(&format!("application_name=asks&sslmode=verify-full&sslrootcert={strange}")));
    encrypted(url("application_name=asks"));

    cluster.batch("ALTER SYSTEM SET ssl = off");
    cluster.batch("SELECT pg_reload_conf()");
    until("it does not encrypt any more", || matches!(pairs("localhost", "postgres", "sslmode=prefer"), Ok(false)));
    refused(pairs("localhost", "postgres", "sslmode=require"));
}
