//! What is shown by time, and what is known by its bytes.

use serde_json::json;

use super::Asking;
use super::albums::{lies, subject};
use super::plan::{Lies, Plan};

/// How an operation on moments is sent; none for every other.
pub(super) fn plan(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    let path = match asking.row.operation {
        "listMomentDays" => "/api/moments/days",
        "listMoments" => "/api/moments",
        "knownFiles" => {
            let body = json!({ "sha256": [asking.name("digest of own file")] });
            let plan = Plan::post("/api/files/known", body).of(&["digest of own file"]);
            return Some(plan.shows("own file").lies(Lies::WithOwner));
        }
        _ => return None,
    };
    Some(match on {
        "themself" => Plan::get(path),
        "own file" | "family file" | "shown file" => Plan::get(path).shows(subject(on)[0]).lies(lies(on)),
        album => Plan::get(&format!("{path}?albumId={}", asking.name(album))).of(subject(album)),
    })
}
