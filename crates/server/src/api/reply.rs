//! What a success looks like: `code` 0 and `msg` beside the fields.

use serde::Serialize;
use utoipa::ToSchema;

/// The end of every success body. The text is always the documented English one; clients test `code`.
#[derive(Serialize, ToSchema)]
pub(crate) struct Done {
    /// 0.
    code: i64,
    /// `Success.`
    msg: &'static str,
}

/// The fields that say so.
pub(crate) const DONE: Done = Done { code: 0, msg: "Success." };
