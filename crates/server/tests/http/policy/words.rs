//! What can stand in a cell, and whether an answer is that.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::stage::Heard;

/// What is expected of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// It is done. A list has the thing in it.
    Ok,
    /// A list, and the thing is not in it.
    Hidden,
    /// The bytes have to be sent, whoever else has them.
    Send,
    /// The bytes are known: nothing has to be sent.
    Rapid,
    /// It is done, and nothing of anybody else's is changed by it.
    Theirs,
    /// Of an album that they may see, and of a file that they may not: that it is not known why.
    Unexplained,
    /// Nobody knows who asks.
    Unproven,
    /// There is no such operation, for who asks.
    Absent,
    /// Refused with this code, counted from 13000000.
    Code(i64),
    /// An answer in which each item is refused with this code.
    Each(i64),
}

impl Word {
    /// The word that is written so.
    pub(super) fn read(text: &str) -> Option<Self> {
        let each = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        Some(match text {
            "ok" => Self::Ok,
            "none" => Self::Hidden,
            "send" => Self::Send,
            "rapid" => Self::Rapid,
            "theirs" => Self::Theirs,
            "[?]" => Self::Unexplained,
            "401" => Self::Unproven,
            "absent" => Self::Absent,
            "401u" => Self::Code(401),
            _ => match each {
                Some(code) => Self::Each(read_code(code)?),
                None => Self::Code(read_code(text)?),
            },
        })
    }

    /// Whether it says that the thing is not there, for who asks.
    pub(super) const fn is_unknown(self) -> bool {
        matches!(
            self,
            Self::Hidden
                | Self::Unexplained
                | Self::Unproven
                | Self::Absent
                | Self::Code(301 | 309 | 401)
                | Self::Each(309)
        )
    }

    /// Whether nothing may have changed after it.
    pub(super) const fn is_refusal(self) -> bool {
        !matches!(self, Self::Ok | Self::Send | Self::Rapid | Self::Theirs)
    }

    /// Whether an answer is this; `thing` is what a list has to show.
    pub(super) fn holds(self, heard: &Heard, thing: Option<&str>) -> bool {
        let Heard { status, body, .. } = heard;
        let done = *status == StatusCode::OK && (body["code"] == 0);
        let shown = thing.is_none_or(|thing| body.to_string().contains(thing));
        let refused = |code: i64| *status == StatusCode::BAD_REQUEST && body["code"] == 13_000_000 + code;
        match self {
            Self::Ok => done && shown && body.get("batchCode").is_none_or(|code| *code == 1) && !is_unexplained(body),
            Self::Hidden => done && thing.is_some() && !shown,
            Self::Send => done && body["uploadId"].is_string() && body.get("rapidUpload").is_none(),
            Self::Rapid => done && body["rapidUpload"] == true,
            Self::Theirs => done,
            Self::Unexplained => done && is_unexplained(body),
            Self::Unproven => *status == StatusCode::UNAUTHORIZED && body["code"] == 13_000_101,
            Self::Absent => *status == StatusCode::NOT_FOUND && body["code"] == 13_000_309,
            Self::Code(code) => refused(code),
            Self::Each(code) => {
                let items = body["downloads"].as_array().map_or(&[][..], Vec::as_slice);
                let told = (13_000_000 + code).to_string();
                let each = |item: &Value| item["code"].as_str() == Some(&told);
                done && !items.is_empty() && items.iter().all(each)
            }
        }
    }
}

fn read_code(text: &str) -> Option<i64> {
    let digits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|code| (101..=414).contains(code))
}

fn is_unexplained(body: &Value) -> bool {
    body["keptOutBy"] == json!(["unknown"])
}
