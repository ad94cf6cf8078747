//! Jobs: what somebody asked to be done to many files, and how it ended.

use leporello_model::{JobId, Millis, SpaceId, UserId};

use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// A job that has been done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// Who asked.
    pub user: UserId,
    /// Which.
    pub id: JobId,
    /// `taskType` (contract/drive.md §3.1).
    pub task_type: i64,
    /// `actionType`.
    pub action_type: i64,
    /// 0 pending, 1 processing, 2 done, 3 cancelled.
    pub status: i64,
    /// 0, or the code of what went wrong.
    pub result_code: i64,
    /// The target space.
    pub space: SpaceId,
    /// When it began.
    pub begun_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// What became of each file, as JSON: `[{"fileId": …, "code": …}]`.
    pub files: String,
}

const COLUMNS: &str = "user_id, id, task_type, action_type, status, result_code, space_id, begun_at, ended_at, files";

fn job(row: &Row<'_>) -> Result<JobRow, StoreError> {
    Ok(JobRow {
        user: row.get(0)?,
        id: row.get(1)?,
        task_type: row.get(2)?,
        action_type: row.get(3)?,
        status: row.get(4)?,
        result_code: row.get(5)?,
        space: row.get(6)?,
        begun_at: row.get(7)?,
        ended_at: row.get(8)?,
        files: row.get(9)?,
    })
}

impl Read<'_> {
    /// A job of `user`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn job(&self, user: UserId, id: JobId) -> Result<Option<JobRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM job WHERE user_id = $1 AND id = $2");
        self.one(&sql, params![user, id], job)
    }

    /// Jobs of `user`, newest first, of one type and status where given.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn jobs(
        &self,
        user: UserId,
        task_type: Option<i64>,
        status: Option<i64>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<JobRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM job
             WHERE user_id = $1 AND ($2 < 0 OR task_type = $2) AND ($3 < 0 OR status = $3)
             ORDER BY id DESC LIMIT $4 OFFSET $5"
        );
        self.query(&sql, params![user, task_type.unwrap_or(-1), status.unwrap_or(-1), limit, offset], job)
    }
}

impl Write<'_> {
    /// Records a job.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_job(&self, job: &JobRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO job (user_id, id, task_type, action_type, status, result_code, space_id, begun_at, ended_at,
                 files)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                job.user,
                job.id,
                job.task_type,
                job.action_type,
                job.status,
                job.result_code,
                job.space,
                job.begun_at,
                job.ended_at,
                &job.files,
            ],
        )?;
        Ok(())
    }
}
