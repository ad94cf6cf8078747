//! Jobs: what was asked, and how it ended.

use leporello_model::{JobId, Millis, SpaceId, UserId};
use leporello_store::JobRow;

use crate::fixture::Fixture;

promises!(a_job_comes_back, jobs_are_listed_newest_first, jobs_are_filtered_by_type_and_status);

fn job(user: i64, id: i64) -> JobRow {
    JobRow {
        user: UserId::new(user),
        id: JobId::new(id),
        task_type: 4,
        action_type: 2,
        status: 2,
        result_code: 0,
        space: SpaceId::new(1),
        begun_at: Millis(id),
        ended_at: Some(Millis(id + 1)),
        files: "[{\"fileId\":\"F1\",\"code\":0}]".to_owned(),
    }
}

fn add(store: &Fixture, job: &JobRow) {
    let job = job.clone();
    store.write(move |write| write.add_job(&job));
}

fn list(store: &Fixture, task_type: Option<i64>, status: Option<i64>, limit: i64, offset: i64) -> Vec<i64> {
    let jobs = store.read(move |read| read.jobs(UserId::new(1), task_type, status, limit, offset));
    jobs.iter().map(|job| job.id.number()).collect()
}

fn a_job_comes_back(store: &Fixture) {
    let open = JobRow { ended_at: None, status: 1, ..job(1, 2) };
    add(store, &open);
    add(store, &job(1, 1));
    let find = |user, id| store.read(move |read| read.job(UserId::new(user), JobId::new(id)));
    assert_eq!(find(1, 1), Some(job(1, 1)));
    assert_eq!(find(1, 2), Some(open));
    assert_eq!(find(1, 3), None);
    assert_eq!(find(2, 1), None);
}

fn jobs_are_listed_newest_first(store: &Fixture) {
    [2, 1, 4, 3].iter().for_each(|id| add(store, &job(1, *id)));
    add(store, &job(2, 9));
    assert_eq!(list(store, None, None, 10, 0), [4, 3, 2, 1]);
    assert_eq!(list(store, None, None, 2, 1), [3, 2]);
    assert!(list(store, None, None, 2, 4).is_empty());
}

fn jobs_are_filtered_by_type_and_status(store: &Fixture) {
    for (id, task_type, status) in [(1, 1, 0), (2, 1, 2), (3, 4, 2), (4, 4, 0)] {
        add(store, &JobRow { task_type, status, ..job(1, id) });
    }
    assert_eq!(list(store, Some(4), None, 10, 0), [4, 3]);
    assert_eq!(list(store, None, Some(0), 10, 0), [4, 1]);
    assert_eq!(list(store, Some(1), Some(2), 10, 0), [2]);
    assert!(list(store, Some(7), None, 10, 0).is_empty());
}
