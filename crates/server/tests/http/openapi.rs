//! The OpenAPI document: whole, and true of the routes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use axum::body::Body;
use axum::http::{Method, Request};
use http_body_util::BodyExt;
use leporello_store::FileRow;
use serde_json::Value;

use crate::support::World;

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
const COMPATIBILITY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/COMPATIBILITY.md"));
const PREFIX: &str = "/koodrive/ose/v1";

/// Whether whoever calls this has to prove who they are.
fn behind_the_door(method: &str, path: &str) -> bool {
    let signing_in = (method, path) == ("POST", "/api/session");
    !signing_in && (path.starts_with(PREFIX) || path.starts_with("/api/"))
}

fn document() -> Value {
    serde_json::to_value(leporello_server::openapi()).unwrap()
}

/// Every operation: path, method, description.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(["get", "put", "post", "patch", "delete"].contains(&method.as_str()), "{method} {path}");
            operations.push((path.clone(), method.to_uppercase(), operation.clone()));
        }
    }
    operations
}

/// What stands in braces in a path.
fn placeholders(path: &str) -> BTreeSet<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// The names of an operation's parameters in `place`.
fn parameters<'d>(operation: &'d Value, place: &str) -> Vec<&'d str> {
    let parameters = operation["parameters"].as_array().unwrap();
    let here = parameters.iter().filter(|parameter| parameter["in"] == place);
    here.map(|parameter| parameter["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let world = World::new().await;
    let response = world.raw(Request::builder().uri("/openapi.json").body(Body::empty()).unwrap()).await;
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), document());
}

#[test]
fn the_document_has_what_a_document_needs() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(document["components"]["securitySchemes"]["authorization"]["in"], "header");
    assert_eq!(document["components"]["securitySchemes"]["session"]["in"], "cookie");
    for (path, method, operation) in operations(&document) {
        let what = format!("{method} {path}");
        for text in ["operationId", "summary"] {
            assert!(operation[text].as_str().is_some_and(|text| !text.is_empty()), "{what} has no {text}");
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(response["description"].is_string(), "{what}: {status} has no description");
            let schema = &response["content"]["application/json"]["schema"];
            assert!(schema.is_object(), "{what}: {status} has no body");
        }
        assert!(operation["responses"]["200"].is_object(), "{what}");
        if !behind_the_door(&method, &path) {
            assert!(operation["security"].is_null(), "{what}");
            continue;
        }
        let error = &operation["responses"]["default"]["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(error, "#/components/schemas/ErrorBody", "{what}");
        assert_eq!(operation["security"], serde_json::json!([{ "authorization": [] }, { "session": [] }]), "{what}");
        let mut headers = vec!["X-User-Id", "X-Date", "X-Traceid", "language"];
        if ["Files", "Upload and download"].iter().any(|tag| operation["tags"][0] == *tag)
            || path.ends_with("/jobs") && method == "POST"
        {
            headers.push("x-hw-share-folder-id");
        }
        assert_eq!(parameters(&operation, "header"), headers, "{what}");
        let declared = parameters(&operation, "path");
        assert_eq!(declared.iter().copied().collect::<BTreeSet<_>>(), placeholders(&path), "{what}");
        let query = parameters(&operation, "query");
        assert_eq!(query.iter().collect::<BTreeSet<_>>().len(), query.len(), "{what} has a parameter twice");
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    fn references<'d>(value: &'d Value, found: &mut BTreeSet<&'d str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    let there: BTreeSet<String> = document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .map(|name| format!("#/components/schemas/{name}"))
        .collect();
    assert_eq!(found.into_iter().map(ToOwned::to_owned).collect::<BTreeSet<_>>(), there);
}

/// What has a row of its own in docs/COMPATIBILITY.md and is not 501: name, method and path.
fn documented() -> BTreeSet<(String, String, String)> {
    let rows = COMPATIBILITY.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |"));
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let built = cells.filter(|cells| cells.len() == 3 && cells[1].contains("`/") && cells[2] != "501");
    let entry = |cells: Vec<&str>| {
        let (method, path) = cells[1].split_once(' ').unwrap();
        (cells[0].to_owned(), method.to_owned(), format!("{PREFIX}{}", path.trim_matches('`')))
    };
    built.map(entry).collect()
}

#[test]
fn operations_are_those_of_the_compatibility_table_under_their_documented_names() {
    let document = document();
    let all = operations(&document);
    let contract = all.iter().filter(|(path, ..)| path.starts_with(PREFIX));
    let described: Vec<_> = contract
        .map(|(path, method, operation)| {
            (operation["operationId"].as_str().unwrap().to_owned(), method.clone(), path.clone())
        })
        .collect();
    assert_eq!(described.iter().cloned().collect::<BTreeSet<_>>(), documented());
    assert!(documented().len() >= 24);
    let names: BTreeSet<&str> = all.iter().map(|(.., operation)| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.len(), all.len(), "an operationId is given twice");
}

/// A described path that is not routed would be answered by 404, to anybody.
#[tokio::test]
async fn every_described_operation_is_there_and_behind_the_door() {
    let world = World::new().await;
    let called = async |method: &str, path: &str, signed_in: bool| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = world.request(world.ann.id, method, path);
        if signed_in {
            request = request.header("authorization", &world.ann.token);
        }
        world.send(request.body(Body::empty()).unwrap()).await
    };
    let mut ways: Vec<(String, String)> =
        operations(&document()).into_iter().map(|(path, method, _)| (method, path)).collect();
    ways.retain(|(method, path)| behind_the_door(method, path));
    ways.push(("POST".to_owned(), format!("{PREFIX}/album/{{albumId}}/update")));
    ways.push(("DELETE".to_owned(), format!("{PREFIX}/album/{{albumId}}/batchDelete")));
    for (method, path) in ways {
        let filled = path.replace(['{', '}'], "1");
        let answer = called(&method, &filled, false).await;
        assert_eq!((answer.status.as_u16(), answer.body["code"].as_i64()), (401, Some(13_000_101)), "{method} {path}");
        for segment in ["1", "%ff", "%00", "-"] {
            let start = path.split('{').next().unwrap();
            let rest = path.split('}').nth(1).unwrap_or_default();
            let filled = if path.contains('{') { format!("{start}{segment}{rest}") } else { path.clone() };
            // Whatever stands there, the answer is one of ours.
            let answer = called(&method, &filled, true).await;
            assert_ne!(answer.status.as_u16(), 401, "{method} {filled}");
            assert!(
                answer.body["code"].is_i64() && answer.body["msg"].is_string(),
                "{method} {filled}: {}",
                answer.body
            );
        }
    }
}

/// The fields of a described object, those of flattened parts among them: all, and the mandatory ones.
fn described<'d>(document: &'d Value, schema: &'d Value) -> (BTreeSet<&'d str>, BTreeSet<&'d str>) {
    let (mut all, mut mandatory) = (BTreeSet::new(), BTreeSet::new());
    if let Some(name) = schema["$ref"].as_str() {
        return described(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        let (more, of_them) = described(document, part);
        all.extend(more);
        mandatory.extend(of_them);
    }
    all.extend(schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys()).map(String::as_str));
    mandatory.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
    (all, mandatory)
}

#[tokio::test]
async fn answers_have_the_described_fields() {
    let (world, document) = (World::new().await, document());
    let files = world.pictures(&world.ann, 2).await;
    let album = world.filled(&world.ann, "Summer", &files).await;
    let holds = |answer: &Value, schema: &Value| {
        let (all, mandatory) = described(&document, schema);
        let fields: BTreeSet<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(fields.is_subset(&all) && mandatory.is_subset(&fields), "{fields:?}, described as {all:?}");
        assert!(all.len() > 1, "{schema}");
    };
    let answer_to = |path: &str, method: &str| {
        let operation = &document["paths"][format!("{PREFIX}{path}")][method];
        operation["responses"]["200"]["content"]["application/json"]["schema"].clone()
    };
    let schemas = &document["components"]["schemas"];
    let albums = world.albums(&world.ann).await;
    holds(&albums, &answer_to("/album/list", "get"));
    holds(&albums["albumList"][0], &schemas["AlbumItem"]);
    let contents = world.contents(&world.ann, &album, "?pageSize=1").await;
    holds(&contents, &answer_to("/album/{albumId}/list", "get"));
    holds(&contents["contentList"][0], &schemas["AlbumContent"]);
    holds(&world.take_out(&world.ann, &album, &files).await, &answer_to("/{albumId}/batchDelete", "delete"));
    let body = serde_json::json!({ "name": "Winter", "type": 2, "albumKind": 1 });
    holds(&world.post(&world.ann, "/album/create", body.clone()).await.ok(), &answer_to("/album/create", "post"));
    holds(&body, &schemas["CreateAlbum"]);
    let folder = world.folder(&world.ann, "root", "folder").await;
    world.put(FileRow { taken_at: Some(world.now()), ..world.image(&world.ann, &folder, "a.jpg") }).await;
    let scope = serde_json::json!({ "type": 1, "albumKind": 1, "scopeDir": [folder], "scopeParentFolderId": "root",
        "scopeKind": "1,2", "containerId": world.ann.space });
    let collection = world.post(&world.ann, "/album/create", scope.clone()).await.ok();
    holds(&scope, &schemas["CreateAlbum"]);
    let collections = world.get(&world.ann, "/album/list?albumKind=1&albumType=1").await.ok();
    holds(&collections["albumList"][0], &schemas["AlbumItem"]);
    let contents = world.contents(&world.ann, collection["albumId"].as_str().unwrap(), "").await;
    assert!(contents["contentList"][0]["takeTime"].is_string(), "{contents}");
    holds(&contents["contentList"][0], &schemas["AlbumContent"]);
    holds(&world.get(&world.ann, "/album/1/list").await.body, &schemas["ErrorBody"]);
}

/// The names that the types of the wire have in the document, with the files they stand in.
fn wire_types(folder: &Path, names: &mut BTreeMap<String, Vec<String>>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            wire_types(&path, names);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            let derives = source.split("#[derive(").skip(1);
            for derived in derives.filter(|derive| derive.split(")]").next().unwrap().contains("ToSchema")) {
                let mut words = derived.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
                let name = words.by_ref().skip_while(|word| !["struct", "enum"].contains(word)).nth(1).unwrap();
                names.entry(name.to_owned()).or_default().push(path.display().to_string());
            }
        }
    }
}

/// Of two types with one name the document holds only one, and says nothing of the other.
#[test]
fn no_two_types_of_the_wire_have_one_name() {
    let mut names = BTreeMap::new();
    wire_types(Path::new(SOURCES), &mut names);
    assert!(names.contains_key("AlbumItem") && names.contains_key("ErrorBody"), "{names:?}");
    for (name, files) in &names {
        assert_eq!(files.len(), 1, "{name} stands in {files:?}");
    }
    let document = document();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        let by_hand = ["StringOrInteger", "FirstOfList"].contains(&name.as_str());
        assert!(by_hand || names.contains_key(name), "{name}");
    }
}

/// The gallery's types are made from `web/openapi.json`, so that it cannot drift from this server.
#[test]
fn the_gallery_is_checked_against_this_document() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");
    let now = serde_json::to_value(leporello_server::openapi()).unwrap();
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(kept, serde_json::to_string_pretty(&now).unwrap() + "\n").unwrap();
    }
    let kept: serde_json::Value = serde_json::from_slice(&std::fs::read(kept).unwrap()).unwrap();
    assert!(kept == now, "web/openapi.json is another: INSTA_UPDATE=always ./scripts/test -p leporello-server openapi");
}
