//! Uploads and downloads.

use serde_json::json;

use super::Asking;
use super::albums::{lies, subject};
use super::files::space;
use super::plan::{Lies, Plan};
use crate::policy::family::picture;
use crate::uploads::{promise, with};

/// How an upload or download is sent; none for every other operation.
pub(super) fn plan(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    let on_one = |plan: Plan| plan.of(subject(on)).lies(lies(on));
    Some(match asking.row.operation {
        "createFile" => create(asking),
        "uploadUrl" => {
            let body = json!({ "fileId": asking.name(on), "multiParts": [{ "partNumber": 1 }] });
            on_one(Plan::post("/files/multipart/uploadUrl", body))
        }
        "completeFile" => on_one(Plan::post("/files/complete", json!({ "fileId": asking.name(on) }))).settles(),
        "getDownLoadUrl" => {
            let body = json!({ "containerId": asking.name(space(on)), "fileIds": [asking.name(on)] });
            on_one(Plan::post("/files/download", body))
        }
        _ => return None,
    })
}

fn create(asking: &Asking<'_>) -> Plan {
    let on = asking.row.on;
    let (parent, known) = on.strip_suffix(", bytes of own file").map_or((on, false), |parent| (parent, true));
    let body = promise("new.jpg", picture("solo.jpg").len());
    if !known {
        let place = json!({ "parentFolder": [asking.name(parent)], "containerId": asking.space(space(parent)) });
        return Plan::post("/files/create", with(body, place)).of(subject(parent)).lies(lies(parent)).writes();
    }
    let body = with(body, json!({ "sha256": asking.name("digest of own file") }));
    let (place, lies) = match parent {
        "their root" => (json!({ "parentFolder": ["root"] }), Lies::Nowhere),
        _ => {
            let place =
                json!({ "parentFolder": [asking.name("family root")], "containerId": asking.space("owner's space") });
            (place, Lies::InFamily)
        }
    };
    Plan::post("/files/create", with(body, place)).of(&["digest of own file"]).lies(lies).writes()
}
