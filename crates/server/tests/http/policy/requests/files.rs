//! Files, and what is done to many at once.

use axum::http::Method;
use serde_json::{Value, json};

use super::Asking;
use super::albums::{lies, subject};
use super::plan::{Lies, Plan};

/// How an operation on files is sent; none for every other.
pub(super) fn plan(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    let on_one = |plan: Plan| plan.of(subject(on)).lies(lies(on));
    Some(match asking.row.operation {
        "createDirectory" => {
            let parent = asking.name(on);
            let body = json!({ "fileName": "new", "fileType": "10", "parentFolder": [parent], "containerId": asking.space(space(on)) });
            on_one(Plan::post("/directory", body)).writes()
        }
        "getFile" => {
            let path = format!("/files/{}/detail", asking.name(on));
            on_one(Plan::post(&path, json!({ "containerId": asking.name(space(on)) })))
        }
        "getPersonalFiles" => list(asking),
        "renameFile" => {
            let path = format!("/files/rename/{}", asking.name(on));
            on_one(Plan::post(&path, json!({ "containerId": asking.space(space(on)), "name": "renamed.jpg" }))).writes()
        }
        "GetFullPath" => {
            let path = format!("/files/path?fileId={}&containerId={}", asking.name(on), asking.name(space(on)));
            on_one(Plan::get(&path))
        }
        "Search" => search(asking),
        "correctTakeTime" => {
            let path = format!("/api/files/{}/takeTime", asking.name(on));
            on_one(Plan::new(Method::PUT, &path, json!({ "takeTime": "2020-02-02T02:02:02.000Z" }))).writes()
        }
        "CreateJob" => job(asking),
        "GetJobList" => Plan::get("/jobs?limit=100").shows("job"),
        "GetJobDetail" => Plan::get(&format!("/{}", asking.name("job"))).of(&["job"]),
        "CancelJob" => Plan::post("/cancel", json!({ "jobId": asking.name("job") })).of(&["job"]),
        _ => return None,
    })
}

/// The space that something lies in.
pub(super) fn space(on: &str) -> &'static str {
    match lies(on) {
        Lies::Shown | Lies::Private => "contributor's space",
        _ => "owner's space",
    }
}

fn list(asking: &Asking<'_>) -> Plan {
    let on = asking.row.on;
    let space = asking.name("owner's space");
    if on == "recycle bin" {
        let body = json!({ "containerId": space, "parentFileId": "root" });
        return Plan::post("/files/1", body).of(&["owner's space"]).lies(Lies::InFamily);
    }
    let body = json!({ "containerId": space, "parentFileId": asking.name(on) });
    Plan::post("/files/0", body).of(subject(on)).lies(lies(on))
}

fn search(asking: &Asking<'_>) -> Plan {
    let on = asking.row.on;
    let (what, own_space) = on.strip_suffix(", in their own space").map_or((on, false), |what| (what, true));
    let space = if own_space { Value::Null } else { asking.space("owner's space") };
    let (filter, plan): (_, fn(Plan) -> Plan) = match what {
        "name of own file" => {
            let filter = json!({ "keyWord": asking.name(what), "containerId": space });
            // With the words of a search it is not the thing that is sought for, but what the words are.
            (filter, |plan| plan.of(&["name of own file"]).shows("own file").lies(Lies::WithOwner))
        }
        "name of family file" => {
            let filter = json!({ "keyWord": asking.name(what), "containerId": space });
            (filter, |plan| plan.of(&["name of family file"]).shows("family file").lies(Lies::InFamily))
        }
        "own folder" => {
            let filter = json!({ "parentFolder": [asking.name(what)], "containerId": space });
            (filter, |plan| plan.of(&["own folder"]).lies(Lies::WithOwner))
        }
        _ => {
            let filter = json!({ "parentFolder": [asking.name(what)], "containerId": space });
            (filter, |plan| plan.of(&["family subfolder"]).lies(Lies::InFamily))
        }
    };
    plan(Plan::post("/files/search", json!({ "searchType": "personal", "filter": filter })))
}

fn job(asking: &Asking<'_>) -> Plan {
    let (what, on) = asking.row.on.split_once(": ").unwrap();
    if what == "empty" {
        let info = json!({ "srcContainerId": asking.name("owner's space") });
        let body = json!({ "taskType": 7, "actionType": 701, "taskInfo": info });
        return Plan::post("/jobs", body).of(&["owner's space"]).settles().lies(Lies::InFamily);
    }
    let (task, action, to) = match what {
        "to the bin" => (2, json!(201), Value::Null),
        "for good" => (2, json!(202), Value::Null),
        "restore" => (4, Value::Null, Value::Null),
        "move" if on == "own file" => (3, json!(301), json!("root")),
        "move" if on == "mixed folder" => (3, json!(301), json!(asking.name("family subfolder"))),
        "move" | "move in" => (3, json!(301), json!(asking.name("family root"))),
        "move out" => (3, json!(301), json!(asking.name("own folder"))),
        _ => panic!("what is {what}?"),
    };
    let files = json!([{ "fileId": asking.name(on) }]);
    let info = json!({ "fileInfo": files, "srcContainerId": asking.space(space(on)), "newFilePath": to });
    let body = json!({ "taskType": task, "actionType": action, "taskInfo": info });
    // Moving out of the family's folder is no move inside of it.
    let lies = if what == "move out" { Lies::WithOwner } else { lies(on) };
    Plan::post("/jobs", body).of(subject(on)).writes().lies(lies)
}
