//! Tests of the checker: small traces, covered ones and ones that lack one sync each.

use std::collections::HashSet;
use std::path::Path;

use super::*;
use crate::durability::strace::events;

const UPLOAD: &str = "ab12ab12ab12ab12ab12ab12ab12ab12";

/// `%` stands for the data folder, `UPLOAD` for an upload; threads are numbered as they like.
fn judge(lines: &[&str]) -> Verdict {
    let text = lines.join("\n").replace('%', "/d").replace("UPLOAD", UPLOAD);
    check(&events(&text), Path::new("/d"), HashSet::new())
}

const CREATE: &str =
    r#"1 recvfrom(9<socket:[1]>, "POST /koodrive/ose/v1/album/create HTTP/1.1\r\n", 99, 0, NULL, NULL) = 50"#;
const OTHER: &str = r#"1 recvfrom(8<socket:[2]>, "POST /koodrive/ose/v1/jobs HTTP/1.1\r\n", 99, 0, NULL, NULL) = 40"#;
const OK: &str = r#"1 writev(9<socket:[1]>, [{iov_base="HTTP/1.1 200 OK\r\n", iov_len=17}], 1) = 17"#;
const OTHER_OK: &str = r#"1 sendto(8<socket:[2]>, "HTTP/1.1 200 OK\r\n", 17, 0, NULL, 0) = 17"#;
const LOG_WRITE: &str = r#"2 pwrite64(5<%/metadata.sqlite-wal>, "x", 1, 0) = 1"#;
const LOG_SYNC: &str = "2 fdatasync(5<%/metadata.sqlite-wal>) = 0";

#[test]
fn a_transaction_is_covered_by_a_sync_between_it_and_the_answer() {
    let verdict = judge(&[CREATE, LOG_WRITE, LOG_SYNC, OK]);
    assert_eq!((verdict.total(), verdict.alone, verdict.uncovered.len()), (1, 1, 0));
    for red in [
        &[CREATE, LOG_WRITE, OK, LOG_SYNC][..],
        &[CREATE, LOG_SYNC, LOG_WRITE, OK],
        &[CREATE, LOG_WRITE, OK],
        &[CREATE, OK],
        &[LOG_WRITE, LOG_SYNC, CREATE, OK],
        &[CREATE, LOG_WRITE, "2 fdatasync(5<%/metadata.sqlite>) = 0", OK],
        &[CREATE, LOG_WRITE, "2 fdatasync(5<%/metadata.sqlite-wal>) = -1 EIO (Input/output error)", OK],
        &[CREATE, LOG_WRITE, "2 fdatasync(5<%/metadata.sqlite-wal>) = 0 (INJECTED)", OK],
    ] {
        let verdict = judge(red);
        assert_eq!((verdict.total(), verdict.uncovered.len()), (1, 1), "{red:?}");
    }
}

#[test]
fn a_sync_covers_only_what_was_written_before_it_began_and_only_once_it_has_ended() {
    let begin = "2 fdatasync(5<%/metadata.sqlite-wal> <unfinished ...>";
    let end = "2 <... fdatasync resumed>) = 0";
    let other_write = r#"3 pwrite64(5<%/metadata.sqlite-wal>, "x", 1, 0) = 1"#;
    assert_eq!(judge(&[CREATE, LOG_WRITE, begin, end, OK]).uncovered.len(), 0);
    assert_eq!(judge(&[CREATE, begin, other_write, end, OK]).uncovered.len(), 1);
    assert_eq!(judge(&[CREATE, LOG_WRITE, begin, OK, end]).uncovered.len(), 1);
}

#[test]
fn refusals_and_questions_promise_nothing() {
    let refused = r#"1 writev(9<socket:[1]>, [{iov_base="HTTP/1.1 400 Bad Request\r\n", iov_len=17}], 1) = 17"#;
    let question = r#"1 recvfrom(9<socket:[1]>, "POST /koodrive/ose/v1/files/0 HTTP/1.1\r\n", 9, 0, NULL, NULL) = 9"#;
    for lines in [&[CREATE, LOG_WRITE, refused], &[question, LOG_WRITE, OK]] {
        let verdict = judge(lines);
        assert_eq!((verdict.total(), verdict.uncovered.len()), (0, 0));
    }
}

#[test]
fn while_changes_overlap_each_needs_a_transaction_of_its_own_time() {
    let both = [CREATE, OTHER, LOG_WRITE, LOG_SYNC, OK, LOG_WRITE, LOG_SYNC, OTHER_OK];
    assert_eq!(judge(&both).uncovered.len(), 0);
    assert_eq!(judge(&both).alone, 0);
    // The log is being written for the other one when the first is answered.
    assert_eq!(judge(&[CREATE, OTHER, LOG_WRITE, LOG_SYNC, LOG_WRITE, OK, LOG_SYNC, OTHER_OK]).uncovered.len(), 0);
    assert_eq!(judge(&[CREATE, OTHER, LOG_WRITE, OK, LOG_SYNC, OTHER_OK]).uncovered.len(), 1);
    assert_eq!(judge(&[CREATE, OTHER, LOG_WRITE, OTHER_OK, OK]).uncovered.len(), 2);
}

const PUT: &str =
    r#"1 recvfrom(9<socket:[1]>, "PUT /links/parts/x HTTP/1.1\r\nx-traceid: UPLOAD--\r\n", 99, 0, NULL, NULL) = 50"#;
const PART: [&str; 6] = [
    r#"3 openat(AT_FDCWD, "%/blobs/staging/7/UPLOAD.Xy.tmp", O_RDWR|O_CREAT|O_EXCL, 0600) = 6<%/blobs/staging/7/UPLOAD.Xy.tmp>"#,
    r#"3 write(6<%/blobs/staging/7/UPLOAD.Xy.tmp>, "x", 1) = 1"#,
    "3 fsync(6<%/blobs/staging/7/UPLOAD.Xy.tmp>) = 0",
    r#"3 rename("%/blobs/staging/7/UPLOAD.Xy.tmp", "%/blobs/staging/7/UPLOAD.1") = 0"#,
    "3 fsync(6<%/blobs/staging/7>) = 0",
    OK,
];

#[test]
fn a_part_needs_its_bytes_and_its_name() {
    let whole: Vec<_> = [PUT].into_iter().chain(PART).collect();
    let mut others = whole.clone();
    others.insert(1, OTHER);
    for lines in [whole, others] {
        assert_eq!(judge(&lines).uncovered.len(), 0, "{:?}", judge(&lines));
        for call in ["3 fsync(6<%/blobs/staging/7/", "3 fsync(6<%/blobs/staging/7>", "3 rename"] {
            let red: Vec<_> = lines.iter().copied().filter(|line| !line.starts_with(call)).collect();
            assert_eq!(judge(&red).uncovered.len(), 1, "without {call}");
        }
        let stranger: Vec<_> = lines.iter().map(|line| line.replace("x-traceid: UPLOAD", "x-traceid: 1234")).collect();
        let stranger: Vec<_> = stranger.iter().map(String::as_str).collect();
        assert_eq!(judge(&stranger).uncovered.len(), 1, "another's part");
    }
}

#[test]
fn an_object_needs_its_bytes_its_name_its_folder_and_a_transaction() {
    let complete = r#"1 recvfrom(9<socket:[1]>, "POST /koodrive/ose/v1/files/complete HTTP/1.1\r\nX-Traceid: UPLOAD", 9, 0, NULL, NULL) = 9"#;
    let lines = [
        complete,
        r#"3 mkdir("%/blobs/originals/7", 0777) = 0"#,
        "3 fsync(6<%/blobs/originals>) = 0",
        r#"3 linkat(AT_FDCWD, "%/blobs/staging/7/UPLOAD.1", AT_FDCWD, "%/blobs/originals/7/5", 0) = 0"#,
        "3 fsync(6<%/blobs/originals/7>) = 0",
        LOG_WRITE,
        LOG_SYNC,
        OK,
    ];
    let part: Vec<_> = [PUT].into_iter().chain(PART).collect();
    let whole = |without: usize| {
        let kept = lines.iter().enumerate().filter(move |(index, _)| *index != without).map(|(_, line)| *line);
        part.iter().copied().chain(kept).collect::<Vec<_>>()
    };
    assert_eq!(judge(&whole(usize::MAX)).uncovered.len(), 0, "{:?}", judge(&whole(usize::MAX)));
    for (missing, line) in lines.iter().enumerate().take(7).skip(2) {
        let verdict = judge(&whole(missing));
        assert_eq!((verdict.total(), verdict.uncovered.len()), (2, 1), "without {line}");
    }
}

#[test]
fn what_is_printed_is_a_promise_too() {
    let say = r#"1 write(1<pipe:[4]>, "{}\n", 3) = 3"#;
    let verdict = judge(&[LOG_WRITE, LOG_SYNC, say]);
    assert_eq!((verdict.announced, verdict.uncovered.len()), (1, 0));
    assert_eq!(judge(&[LOG_WRITE, say]).uncovered.len(), 1);
    let made = r#"1 openat(AT_FDCWD, "%/secret.key", O_WRONLY|O_CREAT|O_EXCL, 0666) = 5<%/secret.key>"#;
    assert_eq!(judge(&[made, say]).uncovered.len(), 1);
    assert_eq!(judge(&[made, "1 fsync(6<%>) = 0", say]).uncovered.len(), 0);
    assert_eq!(judge(&[r#"1 mkdir("%", 0777) = 0"#, say]).uncovered.len(), 1);
}
