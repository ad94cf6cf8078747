//! What operations on jobs take and give, in the contract's spelling.

use leporello_model::{FileId, JobId, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::extract::Inside;
use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::files::Folder;
use crate::app::jobs::{Job, JobsOf, MAX_FILES, NewJob, Task};

/// The job in a path. Other words in this place are no operation at all.
pub(super) fn job_id(text: &str) -> Result<JobId, Refusal> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::NoSuchOperation);
    }
    text.parse().map_err(|_| Refusal::NotFound { field: "jobId" })
}

/// The body of CreateJob.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreateJob {
    /// 2 delete, 3 move, 4 restore from the recycle bin, 7 empty the recycle bin. Mandatory.
    #[serde(default)]
    task_type: Loose,
    /// With `taskType` 2: 201 put into the recycle bin, 202 delete for good; mandatory there. Else 301 and 701, or nothing.
    #[serde(default)]
    action_type: Loose,
    /// What it is done to.
    #[serde(default)]
    task_info: Option<TaskInfo>,
    /// The space that files come into, which is the one that they lie in.
    #[serde(default)]
    dst_container_id: Loose,
}

/// What a job is done to.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TaskInfo {
    /// 1 to 1,000 files; not for `taskType` 7.
    #[schema(min_items = 1, max_items = 1000)]
    #[serde(default)]
    file_info: Option<Vec<FileInfo>>,
    /// For `taskType` 3, the folder to move into: the path of identifiers that leads to it, its own alone, or `root`.
    #[serde(default)]
    new_file_path: Loose,
    /// The space that the files lie in: the caller's, or the one that a family's folder lies in.
    #[serde(default)]
    src_container_id: Loose,
}

/// A file of a job. Its documented `filePath` is not needed, and ignored.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FileInfo {
    /// The file or folder.
    #[serde(default)]
    file_id: Loose,
}

impl CreateJob {
    pub(super) fn read(self, inside: Inside) -> Result<NewJob, Refusal> {
        let info = self.task_info.unwrap_or_default();
        let task_type =
            self.task_type.choice("taskType", "1, 2, 3, 4, 5, 6, 7", |code| (1..=7).contains(&code).then_some(code))?;
        let action = |choices, known: &[i64]| {
            self.action_type.choice("actionType", choices, |code| known.contains(&code).then_some(code))
        };
        let task = match task_type.ok_or(Refusal::FieldMissing { field: "taskType" })? {
            2 if action("201, 202", &[201, 202])?.ok_or(Refusal::FieldMissing { field: "actionType" })? == 201 => {
                Task::Trash(info.files()?)
            }
            2 => Task::Purge(info.files()?),
            3 => {
                action("301", &[301])?;
                Task::Move(info.files()?, info.target()?)
            }
            4 => Task::Restore(info.files()?),
            7 => {
                action("701", &[701])?;
                Task::EmptyBin
            }
            1 => return Err(Refusal::NotImplemented { what: "CreateJob with taskType 1" }),
            5 => return Err(Refusal::NotImplemented { what: "CreateJob with taskType 5" }),
            _ => return Err(Refusal::NotImplemented { what: "CreateJob with taskType 6" }),
        };
        let place = inside.place(info.src_container_id.space("taskInfo.srcContainerId")?);
        Ok(NewJob { task, place, to: self.dst_container_id.space("dstContainerId")? })
    }
}

impl TaskInfo {
    fn files(&self) -> Result<Vec<FileId>, Refusal> {
        const FIELD: &str = "taskInfo.fileInfo";
        let files = self.file_info.as_deref().ok_or(Refusal::FieldMissing { field: FIELD })?;
        if files.is_empty() || files.len() > MAX_FILES {
            return Err(Refusal::ListLength { field: FIELD, min: 1, max: MAX_FILES });
        }
        files.iter().map(|file| file.file_id.file_id("taskInfo.fileInfo.fileId")).collect()
    }

    /// The folder at the end of the path.
    fn target(&self) -> Result<Folder, Refusal> {
        const FIELD: &str = "taskInfo.newFilePath";
        let path = self.new_file_path.required(FIELD)?.trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        let last = Loose::of_query(Some(last.to_owned()));
        last.folder(FIELD)?.ok_or(Refusal::FieldFormat { field: FIELD })
    }
}

/// The answer of CreateJob.
#[derive(Serialize, ToSchema)]
pub(super) struct JobCreated {
    data: TaskId,
    #[serde(flatten)]
    done: Done,
}

/// A job's identifier.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TaskId {
    /// The job.
    task_id: String,
}

impl JobCreated {
    pub(super) fn new(id: JobId) -> Self {
        Self { data: TaskId { task_id: id.to_string() }, done: DONE }
    }
}

/// The query of GetJobList.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListJobs {
    /// Only jobs of this `taskType`.
    #[serde(rename = "type")]
    task_type: Option<String>,
    /// Only jobs of this status: 0 pending, 1 processing, 2 done, 3 cancelled.
    status: Option<String>,
    /// How many to skip; none unless given.
    offset: Option<String>,
    /// 1 to 100; 100 unless given.
    limit: Option<String>,
}

impl ListJobs {
    pub(super) fn read(self) -> Result<JobsOf, Refusal> {
        let task_type = |code| (1..=7).contains(&code).then_some(code);
        let status = |code| (0..=3).contains(&code).then_some(code);
        Ok(JobsOf {
            task_type: Loose::of_query(self.task_type).choice("type", "1, 2, 3, 4, 5, 6, 7", task_type)?,
            status: Loose::of_query(self.status).choice("status", "0, 1, 2, 3", status)?,
            limit: Loose::of_query(self.limit).whole("limit", 1, 100)?.unwrap_or(100),
            offset: Loose::of_query(self.offset).whole("offset", 0, i64::MAX)?.unwrap_or(0),
        })
    }
}

/// The answer of GetJobList.
#[derive(Serialize, ToSchema)]
pub(super) struct JobList {
    /// Jobs, newest first.
    data: Vec<JobInfo>,
    #[serde(flatten)]
    done: Done,
}

impl JobList {
    pub(super) fn new(jobs: &[Job]) -> Self {
        Self { data: jobs.iter().map(JobInfo::new).collect(), done: DONE }
    }
}

/// A job.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobInfo {
    /// The job.
    task_id: String,
    /// Who asked for it.
    user_id: String,
    /// 2 delete, 3 move, 4 restore, 7 empty the recycle bin.
    task_type: i64,
    /// 201 put into the recycle bin, 202 delete for good, 301 move, 701 empty the recycle bin; left out when restoring.
    #[serde(skip_serializing_if = "Option::is_none")]
    action_type: Option<i64>,
    /// 2: done.
    status: i64,
    /// 0: all was done.
    task_result_code: i64,
    /// Per cent.
    progress: i64,
    /// How many files it names.
    content_num: usize,
    /// The space it worked in.
    container_id: String,
    /// When it began: UTC with milliseconds.
    begin_time: String,
    /// When it ended: UTC with milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
}

impl JobInfo {
    fn new(Job { row, files }: &Job) -> Self {
        Self {
            task_id: row.id.to_string(),
            user_id: row.user.to_string(),
            task_type: row.task_type,
            action_type: Some(row.action_type).filter(|action| *action != 0),
            status: row.status,
            task_result_code: row.result_code,
            progress: if row.ended_at.is_some() { 100 } else { 0 },
            content_num: files.len(),
            container_id: row.space.to_string(),
            begin_time: row.begun_at.to_string(),
            end_time: row.ended_at.map(|time| time.to_string()),
        }
    }
}

/// The answer of GetJobDetail.
#[derive(Serialize, ToSchema)]
pub(super) struct JobShown {
    data: JobDetail,
    #[serde(flatten)]
    done: Done,
}

/// A job and its files.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JobDetail {
    job_info: JobInfo,
    /// What became of each file that the job named.
    task_infos: Vec<FileOutcome>,
}

/// What became of one file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FileOutcome {
    /// The file or folder.
    file_id: String,
    /// 0: it was done.
    code: i64,
}

impl JobShown {
    pub(super) fn new(job: &Job) -> Self {
        let outcomes = job.files.iter();
        let task_infos =
            outcomes.map(|outcome| FileOutcome { file_id: outcome.file_id.to_string(), code: outcome.code }).collect();
        Self { data: JobDetail { job_info: JobInfo::new(job), task_infos }, done: DONE }
    }
}

/// The body of CancelJob.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CancelJob {
    /// The job. Mandatory.
    #[serde(default)]
    job_id: Loose,
}

impl CancelJob {
    pub(super) fn job(&self) -> Result<JobId, Refusal> {
        self.job_id.required("jobId")?;
        self.job_id.id("jobId")?.ok_or(Refusal::FieldMissing { field: "jobId" })
    }
}
