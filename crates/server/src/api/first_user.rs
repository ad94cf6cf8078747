//! The page behind the first user's link: a form, and behind it the gallery, where they are signed in.
//!
//! Its addresses are relative, so that it works below any path.

use axum::Form;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use super::error::on_the_wire;
use super::session::device;
use crate::App;
use crate::app::first_user::Welcomed;
use crate::auth::cookie;
use crate::messages::{self, Language};

const STYLE: &str = include_str!("first_user/first_user.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/first-user", get(form).post(welcome))
        .route("/first-user.css", get(async || ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)))
}

#[derive(Deserialize)]
struct Key {
    #[serde(default)]
    key: String,
}

#[derive(Deserialize)]
struct Entered {
    #[serde(default)]
    key: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

async fn form(State(app): State<App>, headers: HeaderMap, Query(Key { key }): Query<Key>) -> Response {
    let language = language(&headers);
    match app.first_user_key_works(&key).await {
        Ok(true) => page(StatusCode::OK, language, &entry(language, &key, "")),
        Ok(false) => page(StatusCode::UNAUTHORIZED, language, &paragraph(language, "first-user-over")),
        Err(failure) => failure.into_response(),
    }
}

async fn welcome(State(app): State<App>, headers: HeaderMap, Form(entered): Form<Entered>) -> Response {
    let language = language(&headers);
    let Entered { key, name, password } = entered;
    match app.welcome_first_user(&key, &name, &password, &device(&headers)).await {
        Ok(Welcomed { user, secret }) => {
            let headers = [
                (header::LOCATION, HeaderValue::from_static("./")),
                (header::SET_COOKIE, cookie(&app, user, &secret)),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(failure) => {
            let refusal = failure.refusal();
            let (status, _) = on_the_wire(&refusal);
            if let Some(cause) = failure.cause() {
                tracing::error!(cause, "the first user could not be made");
            }
            page(status, language, &entry(language, &key, &messages::refusal(language, &refusal)))
        }
    }
}

fn entry(language: Language, key: &str, complaint: &str) -> String {
    let complaint =
        if complaint.is_empty() { String::new() } else { format!("<p role=\"alert\">{}</p>", escaped(complaint)) };
    format!(
        "{intro}{complaint}<form method=\"post\" action=\"first-user\"><input type=\"hidden\" name=\"key\" value=\"{key}\">\
         <p><label>{name}<br><input name=\"name\" required maxlength=\"80\" autocomplete=\"name\" autofocus></label></p>\
         <p><label>{password}<br><input name=\"password\" type=\"password\" required minlength=\"8\" maxlength=\"200\" \
         autocomplete=\"new-password\"></label></p><p><button>{make}</button></p></form>",
        intro = paragraph(language, "first-user-intro"),
        key = escaped(key),
        name = text(language, "first-user-name"),
        password = text(language, "first-user-password"),
        make = text(language, "first-user-make"),
    )
}

fn page(status: StatusCode, language: Language, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"{lang}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Leporello</title>\
         <link rel=\"stylesheet\" href=\"first-user.css\"><main><h1>{title}</h1>{body}</main></html>",
        lang = language.tag(),
        title = text(language, "first-user-title"),
    );
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (status, headers, Html(html)).into_response()
}

fn language(headers: &HeaderMap) -> Language {
    Language::from_header(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()))
}

fn paragraph(language: Language, id: &'static str) -> String {
    format!("<p>{}</p>", text(language, id))
}

fn text(language: Language, id: &'static str) -> String {
    escaped(&messages::text(language, id))
}

/// The text as HTML shows it, also inside quotes.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c => html.push(c),
        }
        html
    })
}
