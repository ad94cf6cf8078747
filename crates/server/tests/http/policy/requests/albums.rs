//! Albums.

use axum::http::Method;
use serde_json::{Value, json};

use super::Asking;
use super::plan::{Lies, Plan};
use crate::uploads::with;

/// How an operation on albums is sent; none for every other.
pub(super) fn plan(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    Some(match asking.row.operation {
        "CreateAlbum" => create(asking).writes(),
        "UpdateAlbum" => {
            let album = subject(on);
            let more = if on.ends_with("collection") { json!({ "scopeKind": "1" }) } else { json!({}) };
            let path = format!("/{}/update", asking.name(album[0]));
            Plan::post(&path, with(json!({ "name": "Renamed" }), more)).of(album).writes()
        }
        "DeleteAlbum" => {
            let path = format!("/album/{}", asking.name(subject(on)[0]));
            Plan::new(Method::DELETE, &path, Value::Null).of(subject(on)).writes()
        }
        "ListAlbums" => list(asking),
        "ListAlbumContent" => Plan::get(&format!("/album/{}/list", asking.name(subject(on)[0]))).of(subject(on)),
        "BatchAddContent2Album" => add(asking).settles(),
        "BatchDeleteAlbumContent" => remove(asking).settles(),
        "whyContained" => {
            let (file, album) = on.split_once(" of ").unwrap();
            let path = format!("/api/albums/{}/why?fileId={}", asking.name(album), asking.name(file));
            Plan::get(&path).of(subject(file)).lies(lies(file))
        }
        "previewCollection" => Plan::post("/api/albums/preview", preview(asking)).of(subject(on)),
        _ => return None,
    })
}

/// The name of what is called so, as the subject of a row.
pub(super) fn subject(on: &str) -> &'static [&'static str] {
    match on {
        "personal album" => &["personal album"],
        "personal collection" => &["personal collection"],
        "shared album" => &["shared album"],
        "leaver's album" => &["leaver's album"],
        "shared collection" => &["shared collection"],
        "family" => &["family", "group"],
        "own folder" => &["own folder"],
        "own file" => &["own file"],
        "own upload" => &["own upload"],
        "family subfolder" | "family and its subfolder" => &["family subfolder"],
        "family root" => &["family root"],
        "family file" => &["family file"],
        "family upload" => &["family upload"],
        "mixed folder" => &["mixed folder"],
        "shown file" => &["shown file"],
        "private file" => &["private file"],
        "foreign file" => &["foreign file"],
        _ => panic!("what is {on}?"),
    }
}

/// Where what is called so lies.
pub(super) fn lies(on: &str) -> Lies {
    match on {
        "own folder" | "own file" | "own upload" => Lies::WithOwner,
        "family subfolder" | "family root" | "family file" | "family upload" | "mixed folder" => Lies::InFamily,
        "shown file" => Lies::Shown,
        "private file" => Lies::Private,
        _ => Lies::Nowhere,
    }
}

fn scope(asking: &Asking<'_>) -> Value {
    let (dir, parent) = match asking.row.on {
        "own folder" => ("own folder", format!("DEUI7pa0C24Aroot{}", asking.name("owner's space"))),
        _ => ("family subfolder", asking.name("family root")),
    };
    json!({ "scopeDir": [asking.name(dir)], "scopeParentFolderId": parent, "scopeKind": "1,2" })
}

fn shared(asking: &Asking<'_>) -> Value {
    json!({ "albumKind": 2, "groupId": asking.name("group"), "shareFolderId": asking.name("family") })
}

fn create(asking: &Asking<'_>) -> Plan {
    let manual = json!({ "type": 2, "albumKind": 1, "name": "New" });
    let collection = || with(scope(asking), json!({ "type": 1, "albumKind": 1 }));
    let on = asking.row.on;
    let body = match on {
        "themself" => return Plan::post("/album/create", manual),
        "family" => with(manual, shared(asking)),
        "family with another's folder" => {
            let other = json!({ "shareFolderId": asking.name("another family") });
            return Plan::post("/album/create", with(manual, with(shared(asking), other))).of(&["another family"]);
        }
        "family and its subfolder" => with(collection(), shared(asking)),
        _ => with(collection(), json!({ "containerId": asking.name("owner's space") })),
    };
    Plan::post("/album/create", body).of(subject(on))
}

fn preview(asking: &Asking<'_>) -> Value {
    match asking.row.on {
        "own folder" => with(scope(asking), json!({ "containerId": asking.name("owner's space") })),
        "family and its subfolder" => with(scope(asking), shared(asking)),
        collection => json!({ "albumId": asking.name(collection) }),
    }
}

fn list(asking: &Asking<'_>) -> Plan {
    let (on, of_group) = asking.row.on.strip_suffix(" of the group").map_or((asking.row.on, false), |on| (on, true));
    let kind = if on.starts_with("personal") { 1 } else { 2 };
    let album_type = if on.ends_with("collection") { 1 } else { 2 };
    let group = if of_group { format!("&groupId={}", asking.name("group")) } else { String::new() };
    let path = format!("/album/list?albumKind={kind}&albumType={album_type}&pageSize=100{group}");
    Plan::get(&path).of(if of_group { &["group"] } else { &[] }).shows(subject(on)[0])
}

fn add(asking: &Asking<'_>) -> Plan {
    let (what, album) = asking.row.on.split_once(" into ").unwrap();
    let (file, wrong) = what.strip_suffix(", as another's,").map_or((what, false), |file| (file, true));
    let (own_album, own_file) = &asking.prepared.own[&asking.me()];
    let album_id = if album == "their own album" { own_album.clone() } else { asking.name(album) };
    let (file_id, owner) = match file {
        "theirs" => (own_file.clone(), asking.prepared.who(asking.me()).id.to_string()),
        "own file" => (asking.name(file), asking.name("owner")),
        _ if wrong => (asking.name(file), asking.name("outsider")),
        "foreign file" => (asking.name(file), asking.name("creator")),
        _ => (asking.name(file), asking.name("contributor")),
    };
    let body = json!({ "fileIds": [{ "fileId": file_id, "ownerId": owner }] });
    let subject = if file == "theirs" { subject(album) } else { subject(file) };
    Plan::post(&format!("/album/{album_id}/add"), body).of(subject).lies(lies(file))
}

fn remove(asking: &Asking<'_>) -> Plan {
    let (what, album) = asking.row.on.split_once(" of ").unwrap();
    let file = if what == "another's entry" { "entry" } else { what };
    let path = format!("/{}/batchDelete", asking.name(album));
    let plan = Plan::new(Method::DELETE, &path, json!({ "ids": [asking.name(file)] }));
    plan.of(if file == "private file" { subject(file) } else { subject(album) })
}
