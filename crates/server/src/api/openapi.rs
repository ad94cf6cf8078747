//! The OpenAPI document, out of the same types as the routes.

use std::collections::BTreeSet;

use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Content, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, Ref, RefOr, Required};
use utoipa::openapi::{Response, ResponseBuilder, schema::Type};
use utoipa::{PartialSchema, ToSchema};

use super::envelope::ErrorBody;
use super::{OURS, PREFIX};
use crate::app::places::FAMILY;

/// The groups of operations, in the order in which a reader wants them.
const TAGS: [&str; 9] = [
    "Albums",
    "Moments",
    "Files",
    "Upload and download",
    "Jobs",
    "Families",
    "Users and spaces",
    "Sign-in",
    "Operator",
];

/// The document: every operation that this server has.
#[must_use]
pub fn openapi() -> OpenApi {
    let (_, open) = super::open().split_for_parts();
    let open = operations_of(&open);
    let (_, mut document) = super::contract().merge(super::open()).split_for_parts();
    document.info = InfoBuilder::new()
        .title("Leporello")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "A self-hosted album server that is compatible with the album API of Huawei Cloud KooDrive \
             (carrier edition). It is not affiliated with that service.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    document.tags = Some(TAGS.into_iter().map(|name| TagBuilder::new().name(name).build()).collect());
    let scheme = SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(
        "Authorization",
        "`Bearer <token>`, `Bearer+<token>`, `AT+<token>`, the bare token, or an app's signature \
         `HMAC-SHA256 AppId=…,SignedHeaders=…,Signature=…`.",
    )));
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("authorization", scheme);
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
        "leporello_session",
        "A browser's session, as SignIn begins it. `X-Date` is not needed with it, and `X-User-Id` may be left out of `GET`.",
    )));
    components.add_security_scheme("session", session);
    components.schemas.insert(ErrorBody::name().into_owned(), ErrorBody::schema());
    for (path, item) in &mut document.paths.paths {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            describe_responses(operation);
            let open = operation.operation_id.as_ref().is_some_and(|id| open.contains(id));
            if !open && (path.starts_with(PREFIX) || path.starts_with(OURS)) {
                operation.responses.responses.insert("default".to_owned(), RefOr::T(error()));
                let headers = common_headers().chain(takes_place_inside(operation).then(family_header));
                operation.parameters.get_or_insert_default().extend(headers.map(RefOr::T));
                operation.security =
                    Some(["authorization", "session"].map(|door| SecurityRequirement::new(door, [""; 0])).into());
            }
        }
    }
    document
}

/// The names of all operations of a document.
fn operations_of(document: &OpenApi) -> BTreeSet<String> {
    let items = document.paths.paths.values();
    let operations = items.flat_map(|item| [&item.get, &item.put, &item.post, &item.patch, &item.delete]);
    operations.flatten().filter_map(|operation| operation.operation_id.clone()).collect()
}

/// Every response needs a description, also where its status says it all.
fn describe_responses(operation: &mut Operation) {
    for (status, response) in &mut operation.responses.responses {
        match response {
            RefOr::T(response) if response.description.is_empty() => {
                response.description = if status == "200" { "Done." } else { "Refused." }.to_owned();
            }
            _ => {}
        }
    }
}

/// Every refusal and every fault.
fn error() -> Response {
    let body = Content::new(Some(Ref::from_schema_name(ErrorBody::name())));
    ResponseBuilder::new().description("Refused, or failed.").content("application/json", body).build()
}

/// Whether an operation may take place inside the folder of a family (contract/drive.md §0.1): those on files, and
/// getPersonalFiles by an extension of ours.
fn takes_place_inside(operation: &Operation) -> bool {
    let tags = operation.tags.iter().flatten();
    let of_files = tags.into_iter().any(|tag| tag == "Files" || tag == "Upload and download");
    of_files || operation.operation_id.as_deref() == Some("CreateJob")
}

fn family_header() -> Parameter {
    header(
        FAMILY,
        Required::False,
        "The shared folder inside of which this takes place: its primary key, or the identifier of the folder. `root` \
         is that folder then, and what lies outside of it does not exist.",
    )
}

fn header(name: &str, required: Required, description: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn common_headers() -> impl Iterator<Item = Parameter> {
    [
        header("X-User-Id", Required::True, "The user who asks, or for whom an app asks."),
        header("X-Date", Required::True, "Now, as `yyyyMMddTHHmmssZ`; at most 15 minutes old and not in the future."),
        header("X-Traceid", Required::False, "A trace of exactly 58 characters."),
        header("language", Required::False, "`en-US` (the default) or `zh-CN`: the language of messages."),
    ]
    .into_iter()
}
