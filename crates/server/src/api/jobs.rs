//! Jobs: delete, move and restore many files at once (contract/drive.md §3).

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Body, Inside, Query};
use super::reply::{DONE, Done};
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{CancelJob, CreateJob, JobCreated, JobList, JobShown, ListJobs, job_id};

/// The routes. The one job's path has no word of its own, and yields to every other.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_job))
        .routes(routes!(get_job_list))
        .routes(routes!(get_job_detail))
        .routes(routes!(cancel_job))
}

type Answer<T> = Result<Json<T>, Failure>;

/// Delete, move or restore files.
///
/// Up to 1,000 files and folders: all of them or, if one is wrong, none. The job is done when the call returns.
/// Copying (`taskType` 1), unpacking (5) and packing (6) answer 501.
#[utoipa::path(post, path = "/koodrive/ose/v1/jobs", operation_id = "CreateJob", tag = "Jobs",
    request_body = CreateJob, responses((status = 200, body = JobCreated)))]
async fn create_job(
    State(app): State<App>,
    Proven(caller): Proven,
    inside: Inside,
    Body(body): Body<CreateJob>,
) -> Answer<JobCreated> {
    let id = app.run_job(caller, body.read(inside)?).await?;
    Ok(Json(JobCreated::new(id)))
}

/// List jobs.
///
/// The caller's, newest first.
#[utoipa::path(get, path = "/koodrive/ose/v1/jobs", operation_id = "GetJobList", tag = "Jobs",
    params(ListJobs), responses((status = 200, body = JobList)))]
async fn get_job_list(
    State(app): State<App>,
    Proven(caller): Proven,
    Query(query): Query<ListJobs>,
) -> Answer<JobList> {
    let jobs = app.jobs(caller, query.read()?).await?;
    Ok(Json(JobList::new(&jobs)))
}

/// Look at a job.
///
/// One of the caller's, with what became of each file.
#[utoipa::path(get, path = "/koodrive/ose/v1/{job_id}", operation_id = "GetJobDetail", tag = "Jobs",
    params(("job_id" = String, Path, description = "The job: digits only.")),
    responses((status = 200, body = JobShown)))]
async fn get_job_detail(State(app): State<App>, Proven(caller): Proven, Path(job): Path<String>) -> Answer<JobShown> {
    let job = app.job(caller, job_id(&job)?).await?;
    Ok(Json(JobShown::new(&job)))
}

/// Cancel a job.
///
/// Only a pending or running job can be cancelled, and every job is done when the call that made it returns:
/// so this succeeds and changes nothing.
#[utoipa::path(post, path = "/koodrive/ose/v1/cancel", operation_id = "CancelJob", tag = "Jobs",
    request_body = CancelJob, responses((status = 200, body = Done)))]
async fn cancel_job(State(app): State<App>, Proven(caller): Proven, Body(body): Body<CancelJob>) -> Answer<Done> {
    app.job(caller, body.job()?).await?;
    Ok(Json(DONE))
}
