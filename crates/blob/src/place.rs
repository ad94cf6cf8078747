//! Where the bytes are: reading the setting that says so.
//!
//! Nothing here asks the system or the network, and nothing shows a secret, not even when it is printed for debugging.

use std::fmt;
use std::path::PathBuf;

use object_store::path::Path as Key;
use object_store::signer::Url;

use crate::BlobError;

/// The parameters of an `s3:` URL.
const PARAMETERS: [&str; 4] = ["endpoint", "region", "public_endpoint", "style"];

/// Where the bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a process has one of it, or two")]
pub enum Place {
    /// In a folder of this machine.
    Disk(PathBuf),
    /// In a bucket of an object store.
    S3(Bucket),
}

/// What opens a bucket. Never part of a URL, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The name of the key, as in `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// The key itself, as in `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// What temporary keys come with, as in `AWS_SESSION_TOKEN`.
    pub session_token: Option<String>,
}

/// A bucket of an object store, and how to reach it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bucket {
    pub(crate) name: String,
    /// All keys are below it; it may be empty.
    pub(crate) prefix: Key,
    pub(crate) region: String,
    /// Where the bucket is, with its name in the path or in the host.
    pub(crate) endpoint: Url,
    /// The same for the links that clients are given.
    pub(crate) public_endpoint: Url,
    pub(crate) credentials: Credentials,
}

impl Place {
    /// Reads `file:PATH` or `s3://BUCKET[/PREFIX]?endpoint=URL&region=NAME&public_endpoint=URL&style=path|host`.
    ///
    /// All parameters may be left out where the store is Amazon's, but for `region`. With an endpoint, the region is
    /// `us-east-1` unless it is named. `style` says where the bucket's name goes: into the path, which is the default
    /// where an endpoint is given, or into the host. Clients get links to `public_endpoint`, where it is given.
    ///
    /// The key must be allowed to list the bucket: without that, Amazon's store says of a missing object that one is
    /// not allowed to read it.
    ///
    /// # Errors
    /// [`BlobError::Place`], which says what is wrong and what would be right, without repeating the text.
    pub fn parse(text: &str, credentials: Option<Credentials>) -> Result<Self, BlobError> {
        if let Some(path) = text.strip_prefix("file:") {
            return if path.is_empty() {
                refuse("`file:` needs a folder after it")
            } else {
                Ok(Self::Disk(path.into()))
            };
        }
        if !text.starts_with("s3://") {
            return refuse("give `file:PATH` or `s3://BUCKET[/PREFIX]`");
        }
        let url = address("the URL", text)?;
        let Some(credentials) = credentials else {
            return refuse("an object store needs an access key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        };
        Ok(Self::S3(Bucket::new(&url, credentials)?))
    }
}

impl Bucket {
    fn new(url: &Url, credentials: Credentials) -> Result<Self, BlobError> {
        let Some(name) = url.host_str().filter(|_| url.port().is_none()) else {
            return refuse("after `s3://` comes the name of the bucket; the host goes into `endpoint`");
        };
        let Ok(prefix) = Key::from_url_path(url.path()) else {
            return refuse("the prefix after the bucket must be plain names with `/` between them");
        };
        let parameters = Parameters::of(url)?;
        let endpoint = parameters.get("endpoint").map(|text| base("`endpoint`", text)).transpose()?;
        let region = match (parameters.get("region"), &endpoint) {
            (Some(region), _) => region,
            (None, Some(_)) => "us-east-1",
            (None, None) => return refuse("give the bucket's `region`, or the `endpoint` of the store"),
        };
        let in_host = match (parameters.get("style"), &endpoint) {
            (Some("host"), _) | (None, None) => true,
            (Some("path"), _) | (None, Some(_)) => false,
            (Some(_), _) => return refuse("`style` is `path` or `host`"),
        };
        let endpoint = match endpoint {
            Some(endpoint) => endpoint,
            None => base("`region`", &format!("https://s3.{region}.amazonaws.com"))?,
        };
        let public = parameters.get("public_endpoint").map(|text| base("`public_endpoint`", text)).transpose()?;
        let public_endpoint = of_bucket(public.unwrap_or_else(|| endpoint.clone()), name, in_host)?;
        let endpoint = of_bucket(endpoint, name, in_host)?;
        let (name, region) = (name.to_owned(), region.to_owned());
        Ok(Self { name, prefix, region, endpoint, public_endpoint, credentials })
    }
}

/// The parameters of a URL, each of them known and given once.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn of(url: &Url) -> Result<Self, BlobError> {
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, value) in url.query_pairs() {
            if !PARAMETERS.contains(&&*name) {
                return refuse(format!("`{name}` is not known; there are {}", PARAMETERS.join(", ")));
            }
            if value.is_empty() || found.iter().any(|(known, _)| *known == name) {
                return refuse(format!("`{name}` is to be given once, with a value"));
            }
            found.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(found))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a URL in which nobody is named.
fn address(what: &str, text: &str) -> Result<Url, BlobError> {
    let Ok(url) = Url::parse(text) else { return refuse(format!("{what} is not a URL")) };
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(format!("{what} must not hold a user or a password: give the access key separately"));
    }
    if url.fragment().is_some() {
        return refuse(format!("{what} must not have a `#`"));
    }
    Ok(url)
}

/// Reads the address of a store.
fn base(what: &str, text: &str) -> Result<Url, BlobError> {
    let url = address(what, text)?;
    if !matches!(url.scheme(), "http" | "https") || url.query().is_some() || !url.has_host() {
        return refuse(format!("{what} is to look like `https://s3.example.com`"));
    }
    Ok(url)
}

/// Puts the name of the bucket into the address of its store.
fn of_bucket(mut endpoint: Url, bucket: &str, in_host: bool) -> Result<Url, BlobError> {
    let path = endpoint.path().trim_end_matches('/').to_owned();
    let fits = if in_host {
        endpoint.set_path(&path);
        let host = format!("{bucket}.{}", endpoint.host_str().unwrap_or_default());
        endpoint.set_host(Some(&host)).is_ok()
    } else {
        endpoint.set_path(&format!("{path}/{bucket}"));
        true
    };
    if fits { Ok(endpoint) } else { refuse("the bucket's name does not fit into a host: use `style=path`") }
}

fn refuse<T>(why: impl Into<String>) -> Result<T, BlobError> {
    Err(BlobError::Place(why.into()))
}

impl fmt::Debug for Credentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Credentials(…)")
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Bucket({} at {}, below \"{}\")", self.name, self.endpoint, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Place, BlobError> {
        let credentials = Credentials {
            access_key_id: "the id".to_owned(),
            secret_access_key: "the secret".to_owned(),
            session_token: Some("the token".to_owned()),
        };
        Place::parse(text, Some(credentials))
    }

    /// The endpoints, region and prefix of what is said in `text`.
    fn bucket(text: &str) -> [String; 4] {
        let Place::S3(bucket) = parse(text).unwrap() else { panic!("{text} is no bucket") };
        [bucket.endpoint.into(), bucket.public_endpoint.into(), bucket.region, bucket.prefix.into()]
    }

    #[test]
    fn a_folder() {
        assert_eq!(Place::parse("file:/srv/blobs", None).unwrap(), Place::Disk("/srv/blobs".into()));
        assert_eq!(Place::parse("file:blobs", None).unwrap(), Place::Disk("blobs".into()));
    }

    #[test]
    fn a_bucket_of_amazon_s_and_of_others() {
        assert_eq!(
            bucket("s3://photos?region=eu-central-1"),
            [
                "https://photos.s3.eu-central-1.amazonaws.com/",
                "https://photos.s3.eu-central-1.amazonaws.com/",
                "eu-central-1",
                ""
            ]
        );
        assert_eq!(
            bucket("s3://photos/a/b?endpoint=http://garage:3900"),
            ["http://garage:3900/photos", "http://garage:3900/photos", "us-east-1", "a/b"]
        );
        assert_eq!(
            bucket("s3://photos?endpoint=http://garage:3900&public_endpoint=https://s3.example.com/&region=garage"),
            ["http://garage:3900/photos", "https://s3.example.com/photos", "garage", ""]
        );
        assert_eq!(
            bucket("s3://photos/a?endpoint=https%3A%2F%2Fs3.example.com&style=host"),
            ["https://photos.s3.example.com/", "https://photos.s3.example.com/", "us-east-1", "a"]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, said) in [
            ("/srv/blobs", "`file:PATH`"),
            ("file:", "a folder"),
            ("s3:photos", "`s3://BUCKET"),
            ("s3://?region=a", "name of the bucket"),
            ("s3://photos:1?region=a", "name of the bucket"),
            ("s3://photos", "`region`"),
            (
                "s3://photos?region=a&endpiont=b",
                "`endpiont` is not known; there are endpoint, region, public_endpoint, style",
            ),
            ("s3://photos?region=a&region=b", "`region` is to be given once"),
            ("s3://photos?region=", "`region` is to be given once"),
            ("s3://photos?region=a&style=c", "`path` or `host`"),
            ("s3://photos?endpoint=garage", "`endpoint` is not a URL"),
            ("s3://photos?endpoint=ftp://garage", "`endpoint` is to look like"),
            ("s3://photos?endpoint=http://id:secret@garage", "`endpoint` must not hold a user or a password"),
            ("s3://id:secret@photos?region=a", "must not hold a user or a password"),
            ("s3://photos#a?region=a", "must not have a `#`"),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
        let error = Place::parse("s3://photos?region=a", None).unwrap_err().to_string();
        assert!(error.contains("AWS_SECRET_ACCESS_KEY"), "{error}");
    }

    #[test]
    fn no_secret_is_printed() {
        let place = parse("s3://photos/a?region=b").unwrap();
        let printed = format!("{place:?} {:?}", crate::Blobs::open(&place, ".".as_ref()).unwrap());
        assert!(printed.contains("photos"), "{printed}");
        assert!(!printed.contains("the "), "{printed}");
    }
}
