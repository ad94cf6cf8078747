-- Renditions: the smaller pictures that are made of stored pictures and videos, and what is known of the making.

-- One row for each stored object that is a picture or a video. Its pictures lie together in one pack, which is an
-- object in the blob store with a number of its own. A row names every pack of its object that may lie there.
CREATE TABLE rendition (
    space_id    BIGINT NOT NULL,
    blob_id     BIGINT NOT NULL,                -- of what the pictures are made
    state       BIGINT NOT NULL,                -- 0 wanted, 1 made, 2 given up
    due_at      BIGINT NOT NULL,                -- a wanted one may be taken from then on
    attempt     BIGINT,                         -- the number of the try under way, or of the last one that broke off
    tries       BIGINT NOT NULL,                -- how many were begun
    pack        BIGINT,                         -- the number of the pack that is in force
    pictures    TEXT COLLATE "C",                           -- JSON: what lies where in that pack
    placeholder TEXT COLLATE "C",                           -- base64: what is shown until a picture has come
    problem     TEXT COLLATE "C",                           -- a word: why the last try failed
    PRIMARY KEY (space_id, blob_id)
);

-- Numbers of objects grow with the time, so this is the newest first, read backwards.
CREATE INDEX rendition_wanted ON rendition (blob_id) WHERE state = 0;

INSERT INTO rendition (space_id, blob_id, state, due_at, tries)
    SELECT b.space_id, b.id, 0, 0, 0 FROM blob b
    WHERE b.claimed AND EXISTS (SELECT 1 FROM file f
        WHERE f.space_id = b.space_id AND f.blob_id = b.id AND f.file_type IN (15, 20));

-- Whether somebody put right when a picture was taken, so that reading its bytes again leaves that alone.
ALTER TABLE file ADD COLUMN taken_by_hand BOOLEAN NOT NULL DEFAULT FALSE;

-- So it was where a file says something else than its bytes do.
UPDATE file SET taken_by_hand = TRUE WHERE EXISTS (SELECT 1 FROM blob b
    WHERE b.space_id = file.space_id AND b.id = file.blob_id AND b.facts IS NOT NULL
      AND file.taken_at IS DISTINCT FROM CAST(CAST(b.facts AS JSON)->>'takenAt' AS BIGINT));
