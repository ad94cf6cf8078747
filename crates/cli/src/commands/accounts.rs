//! `user add`, `token issue`, `app add`.

use leporello_model::{Refusal, SpaceId, UserId};
use leporello_server::Failure;
use leporello_server::app::admin;
use serde::Serialize;

use crate::args::Ttl;
use crate::output::say;
use crate::settings::Settings;
use crate::{Failed, open, output};

/// The user to be added.
pub(super) struct NewUser {
    pub(super) name: String,
    pub(super) mobile: Option<String>,
    pub(super) password_stdin: bool,
    pub(super) capacity_gb: u32,
    pub(super) zone: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UserAdded {
    user_id: UserId,
    container_id: SpaceId,
    root_folder_id: String,
}

pub(super) async fn add_user(settings: &Settings, new: NewUser, json: bool) -> Result<(), Failed> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err("--name: give 1 to 80 characters without control characters".into());
    }
    let app = open::service(settings).await?;
    let password_hash = match new.password_stdin {
        true => Some(app.hash_password(&password()?).await.map_err(|failure| say(&failure))?),
        false => None,
    };
    let user = admin::NewUser {
        name: name.to_owned(),
        mobile: new.mobile,
        password_hash,
        capacity: i64::from(new.capacity_gb) << 30,
        zone: new.zone,
    };
    let (user_id, container_id) = app.add_user(user).await.map_err(|failure| match failure {
        Failure::Refused(Refusal::NameTaken { .. }) => {
            "--mobile: another account has this number; give another one, or leave it out".into()
        }
        other => say(&other),
    })?;
    let added = UserAdded { user_id, container_id, root_folder_id: container_id.root_folder() };
    if json {
        return output::json(&added);
    }
    output::line(&format!("user: {user_id}"));
    output::line(&format!("container: {container_id}"));
    output::line(&format!("root-folder: {}", added.root_folder_id));
    Ok(())
}

/// The first line of standard input.
fn password() -> Result<String, Failed> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.chars().count() < 8 {
        return Err("--password-stdin: the password has fewer than 8 characters".into());
    }
    Ok(password.to_owned())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TokenIssued {
    access_token: String,
    expires_at: Option<String>,
}

pub(super) async fn issue_token(settings: &Settings, user: UserId, ttl: Ttl, json: bool) -> Result<(), Failed> {
    let app = open::service(settings).await?;
    let issued = app.issue_token(user, ttl.0).await.map_err(|_| format!("--user {user}: there is no such user"))?;
    let expires_at = issued.expires_at.map(|moment| moment.to_string());
    if json {
        return output::json(&TokenIssued { access_token: issued.token, expires_at });
    }
    output::line(&format!("token: {}", issued.token));
    output::line(&format!("expires: {}", expires_at.as_deref().unwrap_or("never")));
    Ok(())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AppAdded {
    app_id: String,
    app_secret: String,
}

pub(super) async fn add_app(settings: &Settings, name: String, json: bool) -> Result<(), Failed> {
    let app = open::service(settings).await?;
    let added = app.add_app(name).await.map_err(|failure| say(&failure))?;
    if json {
        return output::json(&AppAdded { app_id: added.id.to_string(), app_secret: added.secret });
    }
    output::line(&format!("app-id: {}", added.id));
    output::line(&format!("app-secret: {}", added.secret));
    Ok(())
}
