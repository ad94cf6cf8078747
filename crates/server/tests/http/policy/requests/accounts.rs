//! Sessions, tokens, one's own account, and what the operator does.

use axum::http::Method;
use serde_json::{Value, json};

use super::Asking;
use super::plan::Plan;
use crate::sessions::PASSWORD;

/// How any of these operations is sent; none for every other.
pub(super) fn plan(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    let wrong = on.contains("wrong");
    let delete = |path: &str| Plan::new(Method::DELETE, path, Value::Null);
    Some(match asking.row.operation {
        "SignIn" => {
            let password = if wrong { "not this one" } else { PASSWORD };
            let body = json!({ "username": asking.name("owner"), "password": password });
            Plan::post("/api/session", body).of(&["owner"]).settles()
        }
        "GetSession" => Plan::get("/api/session"),
        "SignOut" => delete("/api/session"),
        "ListSessions" => Plan::get("/api/sessions").shows("own session"),
        "EndSession" => delete(&format!("/api/sessions/{}", asking.name("own session"))).of(&["own session"]).writes(),
        "EndSessions" => delete("/api/sessions").settles(),
        "ListTokens" => Plan::get("/api/tokens").shows("own token"),
        "CreateToken" => Plan::post("/api/tokens", json!({ "name": "another" })).writes(),
        "DeleteToken" => delete(&format!("/api/tokens/{}", asking.name("own token"))).of(&["own token"]).writes(),
        "UpdateAccount" => Plan::new(Method::PATCH, "/api/account", json!({ "name": "Another" })).writes(),
        "ChangePassword" => {
            let current = if wrong { "not this one" } else { PASSWORD };
            let body = json!({ "current": current, "new": "another one" });
            Plan::new(Method::PUT, "/api/account/password", body).writes()
        }
        "GetOverview" => Plan::get("/api/operator/overview"),
        "ListUsers" => Plan::get("/api/operator/users"),
        "CreateUser" => Plan::post("/api/operator/users", json!({ "name": "Kim", "password": "another one" })).writes(),
        "UpdateUserAccount" => {
            let path = format!("/api/operator/users/{}", asking.name("contributor"));
            Plan::new(Method::PATCH, &path, json!({ "frozen": true })).of(&["contributor"]).writes()
        }
        _ => return None,
    })
}
