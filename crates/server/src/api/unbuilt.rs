//! Operations that the contract has and this server does not: each answers 501 and says its name.
//!
//! An operation that is built leaves this table; nothing else may be done here.

use axum::Router;
use axum::routing::{MethodFilter, on};
use leporello_model::Refusal;

use super::PREFIX;
use crate::auth::Proven;
use crate::{App, Failure};

const GET: MethodFilter = MethodFilter::GET;
const POST: MethodFilter = MethodFilter::POST;
const PUT: MethodFilter = MethodFilter::PUT;
const PATCH: MethodFilter = MethodFilter::PATCH;
const DELETE: MethodFilter = MethodFilter::DELETE;

/// Method, path after the prefix, and the documented name (contract/drive.md §1).
const UNBUILT: &[(MethodFilter, &str, &str)] = &[
    (DELETE, "/users/{userId}", "DeleteUser"),
    (DELETE, "/space/{ownerId}", "DeleteSpace"),
    (PUT, "/space/{ownerId}", "UpdateSpace"),
    (GET, "/space/usage/overview", "GetSpaceUsageByOverview"),
    (GET, "/space/usage/quota", "GetSpaceUsageByQuota"),
    (POST, "/space/usage/user", "GetSpaceUsageByUser"),
    (GET, "/files/{fileId}/operations", "getFileOperations"),
    (POST, "/revision/listRevision", "listRevision"),
    (POST, "/revision/completeRevision", "completeFileRevision"),
    (POST, "/star/batch", "batchStarFile"),
    (GET, "/star/files", "listStarFile"),
    (GET, "/related", "ListRelatedToMe"),
    (GET, "/access", "ListRecentlyAccess"),
    (POST, "/share", "createShare"),
    (POST, "/share/tasks", "createBatchTask"),
    (POST, "/backup/record", "createBackupRecord"),
    (GET, "/backup/record", "listBackupRecord"),
    (GET, "/backup/record/{recordId}", "getBackupRecord"),
    (PATCH, "/backup/record/{recordId}", "completeBackup"),
    (DELETE, "/backup/record/{recordId}", "deleteBackupRecord"),
    (POST, "/backup/record/{recordId}/file", "createBackupFile"),
    (GET, "/backup/record/{recordId}/files", "listBackupFile"),
    (GET, "/backup/device/{deviceId}/scope", "listBackupScope"),
    (POST, "/backup/lock", "createBackupLock"),
    (PATCH, "/backup/lock", "renewalBackupLock"),
    (DELETE, "/backup/lock", "releaseBackupLock"),
    (POST, "/auditlog", "listAuditLogs"),
    (GET, "/carrier/retention/policy/getList", "GetCurrentRetentionPolicy"),
    (POST, "/carrier/operation/reverseOrder", "reverseOrder"),
    (POST, "/carrier/users/notifyPackageExpire", "notifyPackageExpire"),
    (POST, "/reconciliation/data/verify", "DataVerify"),
];

/// Their routes. Who they answer has to prove who they are, as everywhere.
pub(super) fn routes() -> Router<App> {
    UNBUILT.iter().fold(Router::new(), |router, (method, path, what)| {
        let answer = async move |Proven(_): Proven| Failure::from(Refusal::NotImplemented { what });
        router.route(&format!("{PREFIX}{path}"), on(*method, answer))
    })
}
