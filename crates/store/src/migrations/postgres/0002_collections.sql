-- Collection albums: the rule stands in the album's row; their contents follow from the files. Here is what
-- makes these quick to find: an index per order, and the tree of each space with what lies in its folders.
-- Triggers keep the tree in step with the files, so that no statement can forget to.

ALTER TABLE album ADD COLUMN space_id     BIGINT;               -- of the scope
ALTER TABLE album ADD COLUMN scope_parent TEXT COLLATE "C";     -- the folder that the scope's folders lay in
ALTER TABLE album ADD COLUMN scope_dirs   TEXT COLLATE "C";     -- JSON: the scope's folders
ALTER TABLE album ADD COLUMN scope_kind   TEXT COLLATE "C";     -- '1' images, '2' videos, '1,2' both

ALTER TABLE file ADD COLUMN shot_at BIGINT NOT NULL DEFAULT 0;  -- the shooting time, or where unknown the creation time
UPDATE file SET shot_at = COALESCE(taken_at, created_at);

-- The same three orders twice: of one folder, and of a whole space. All that a page asks for stands in them.
CREATE INDEX file_folder_shot    ON file (space_id, parent_id, file_type, shot_at, id, owner_id, taken_at, trashed_at)    WHERE trashed_at IS NULL;
CREATE INDEX file_folder_created ON file (space_id, parent_id, file_type, created_at, id, owner_id, taken_at, trashed_at) WHERE trashed_at IS NULL;
CREATE INDEX file_folder_edited  ON file (space_id, parent_id, file_type, edited_at, id, owner_id, taken_at, trashed_at)  WHERE trashed_at IS NULL;
CREATE INDEX file_space_shot     ON file (space_id, file_type, shot_at, id, parent_id, owner_id, taken_at, trashed_at)    WHERE trashed_at IS NULL;
CREATE INDEX file_space_created  ON file (space_id, file_type, created_at, id, parent_id, owner_id, taken_at, trashed_at) WHERE trashed_at IS NULL;
CREATE INDEX file_space_edited   ON file (space_id, file_type, edited_at, id, parent_id, owner_id, taken_at, trashed_at)  WHERE trashed_at IS NULL;

-- How often the tree of a space has changed. Whoever keeps a copy of it needs only the rows of later versions;
-- rows that are gone cannot tell, so a copy from before `purged` is made anew.
CREATE TABLE tree (
    space_id BIGINT NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    purged   BIGINT NOT NULL
);

CREATE TABLE folder (
    space_id  BIGINT  NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C",
    trashed   BOOLEAN NOT NULL,                 -- it is in the bin itself
    version   BIGINT  NOT NULL,                 -- of the tree, when this changed
    PRIMARY KEY (space_id, id)
);

CREATE INDEX folder_version ON folder (space_id, version);

-- What lies directly in a folder and is not in the bin itself; one row for images, one for videos. The first and
-- the last time of each order among them; NULL where there are none.
CREATE TABLE folder_media (
    space_id       BIGINT NOT NULL,
    folder_id      TEXT COLLATE "C" NOT NULL,
    file_type      BIGINT NOT NULL,
    files          BIGINT NOT NULL,             -- how many
    oldest_shot    BIGINT,
    newest_shot    BIGINT,
    oldest_created BIGINT,
    newest_created BIGINT,
    oldest_edited  BIGINT,
    newest_edited  BIGINT,
    version        BIGINT NOT NULL,             -- of the tree, when this changed
    PRIMARY KEY (space_id, folder_id, file_type)
);

CREATE INDEX folder_media_version ON folder_media (space_id, version);

INSERT INTO tree (space_id, version, purged)
    SELECT space_id, 1, 0 FROM file WHERE parent_id IS NULL;
INSERT INTO folder (space_id, id, parent_id, trashed, version)
    SELECT space_id, id, parent_id, trashed_at IS NOT NULL, 1 FROM file WHERE file_type = 10;
INSERT INTO folder_media (space_id, folder_id, file_type, files, oldest_shot, newest_shot,
                          oldest_created, newest_created, oldest_edited, newest_edited, version)
    SELECT space_id, parent_id, file_type, count(*), min(shot_at), max(shot_at),
           min(created_at), max(created_at), min(edited_at), max(edited_at), 1
    FROM file WHERE file_type IN (15, 20) AND trashed_at IS NULL GROUP BY space_id, parent_id, file_type;

-- Once for each statement and not for each row: a row that one transaction changes a thousand times has a
-- thousand versions to be passed by whoever reads it.

CREATE FUNCTION file_added() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tree (space_id, version, purged)
        SELECT DISTINCT space_id, 1, 0 FROM added WHERE file_type IN (10, 15, 20)
        ON CONFLICT (space_id) DO UPDATE SET version = tree.version + 1;
    INSERT INTO folder (space_id, id, parent_id, trashed, version)
        SELECT a.space_id, a.id, a.parent_id, a.trashed_at IS NOT NULL, t.version
        FROM added a JOIN tree t ON t.space_id = a.space_id WHERE a.file_type = 10;
    INSERT INTO folder_media AS known (space_id, folder_id, file_type, files, oldest_shot, newest_shot,
            oldest_created, newest_created, oldest_edited, newest_edited, version)
        SELECT a.space_id, a.parent_id, a.file_type, count(*), min(a.shot_at), max(a.shot_at),
               min(a.created_at), max(a.created_at), min(a.edited_at), max(a.edited_at), t.version
        FROM added a JOIN tree t ON t.space_id = a.space_id
        WHERE a.file_type IN (15, 20) AND a.trashed_at IS NULL
        GROUP BY a.space_id, a.parent_id, a.file_type, t.version
        ON CONFLICT (space_id, folder_id, file_type) DO UPDATE SET
            files = known.files + excluded.files,
            oldest_shot = LEAST(known.oldest_shot, excluded.oldest_shot),
            newest_shot = GREATEST(known.newest_shot, excluded.newest_shot),
            oldest_created = LEAST(known.oldest_created, excluded.oldest_created),
            newest_created = GREATEST(known.newest_created, excluded.newest_created),
            oldest_edited = LEAST(known.oldest_edited, excluded.oldest_edited),
            newest_edited = GREATEST(known.newest_edited, excluded.newest_edited),
            version = excluded.version;
    RETURN NULL;
END $$;

CREATE FUNCTION file_changed() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id IN (
        SELECT n.space_id FROM new_rows n JOIN old_rows o ON o.space_id = n.space_id AND o.id = n.id
        WHERE (n.parent_id, n.trashed_at IS NULL, n.file_type, n.shot_at, n.created_at, n.edited_at)
              IS DISTINCT FROM (o.parent_id, o.trashed_at IS NULL, o.file_type, o.shot_at, o.created_at, o.edited_at));
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE folder SET parent_id = n.parent_id, trashed = n.trashed_at IS NOT NULL, version = t.version
        FROM new_rows n JOIN old_rows o ON o.space_id = n.space_id AND o.id = n.id JOIN tree t ON t.space_id = n.space_id
        WHERE folder.space_id = n.space_id AND folder.id = n.id
          AND (n.parent_id, n.trashed_at IS NULL) IS DISTINCT FROM (o.parent_id, o.trashed_at IS NULL);
    INSERT INTO folder_media AS known (space_id, folder_id, file_type, files, oldest_shot, newest_shot,
            oldest_created, newest_created, oldest_edited, newest_edited, version)
        SELECT n.space_id, n.parent_id, n.file_type, count(*), min(n.shot_at), max(n.shot_at),
               min(n.created_at), max(n.created_at), min(n.edited_at), max(n.edited_at), t.version
        FROM new_rows n JOIN old_rows o ON o.space_id = n.space_id AND o.id = n.id JOIN tree t ON t.space_id = n.space_id
        WHERE n.file_type IN (15, 20) AND n.trashed_at IS NULL
          AND (n.parent_id, n.trashed_at IS NULL, n.file_type, n.shot_at, n.created_at, n.edited_at)
              IS DISTINCT FROM (o.parent_id, o.trashed_at IS NULL, o.file_type, o.shot_at, o.created_at, o.edited_at)
        GROUP BY n.space_id, n.parent_id, n.file_type, t.version
        ON CONFLICT (space_id, folder_id, file_type) DO UPDATE SET
            files = known.files + excluded.files,
            oldest_shot = LEAST(known.oldest_shot, excluded.oldest_shot),
            newest_shot = GREATEST(known.newest_shot, excluded.newest_shot),
            oldest_created = LEAST(known.oldest_created, excluded.oldest_created),
            newest_created = GREATEST(known.newest_created, excluded.newest_created),
            oldest_edited = LEAST(known.oldest_edited, excluded.oldest_edited),
            newest_edited = GREATEST(known.newest_edited, excluded.newest_edited),
            version = excluded.version;
    UPDATE folder_media SET files = folder_media.files - gone.files, version = gone.version,
            oldest_shot = (SELECT min(f.shot_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            newest_shot = (SELECT max(f.shot_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            oldest_created = (SELECT min(f.created_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            newest_created = (SELECT max(f.created_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            oldest_edited = (SELECT min(f.edited_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            newest_edited = (SELECT max(f.edited_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL)
        FROM (SELECT o.space_id, o.parent_id, o.file_type, count(*) AS files, t.version
              FROM new_rows n JOIN old_rows o ON o.space_id = n.space_id AND o.id = n.id
                   JOIN tree t ON t.space_id = n.space_id
              WHERE o.file_type IN (15, 20) AND o.trashed_at IS NULL
                AND (n.parent_id, n.trashed_at IS NULL, n.file_type, n.shot_at, n.created_at, n.edited_at)
                    IS DISTINCT FROM (o.parent_id, o.trashed_at IS NULL, o.file_type, o.shot_at, o.created_at, o.edited_at)
              GROUP BY o.space_id, o.parent_id, o.file_type, t.version) AS gone
        WHERE folder_media.space_id = gone.space_id AND folder_media.folder_id = gone.parent_id
          AND folder_media.file_type = gone.file_type;
    RETURN NULL;
END $$;

CREATE FUNCTION file_purged() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id IN (SELECT space_id FROM purged_rows);
    UPDATE tree SET purged = version WHERE space_id IN (SELECT space_id FROM purged_rows WHERE file_type = 10);
    DELETE FROM folder WHERE (space_id, id) IN (SELECT space_id, id FROM purged_rows WHERE file_type = 10);
    DELETE FROM folder_media
        WHERE (space_id, folder_id) IN (SELECT space_id, id FROM purged_rows WHERE file_type = 10);
    UPDATE folder_media SET files = folder_media.files - gone.files, version = gone.version,
            oldest_shot = (SELECT min(f.shot_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            newest_shot = (SELECT max(f.shot_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            oldest_created = (SELECT min(f.created_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            newest_created = (SELECT max(f.created_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            oldest_edited = (SELECT min(f.edited_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL),
            newest_edited = (SELECT max(f.edited_at) FROM file f WHERE f.space_id = gone.space_id
                AND f.parent_id = gone.parent_id AND f.file_type = gone.file_type AND f.trashed_at IS NULL)
        FROM (SELECT p.space_id, p.parent_id, p.file_type, count(*) AS files, t.version
              FROM purged_rows p JOIN tree t ON t.space_id = p.space_id
              WHERE p.file_type IN (15, 20) AND p.trashed_at IS NULL
              GROUP BY p.space_id, p.parent_id, p.file_type, t.version) AS gone
        WHERE folder_media.space_id = gone.space_id AND folder_media.folder_id = gone.parent_id
          AND folder_media.file_type = gone.file_type;
    RETURN NULL;
END $$;

CREATE TRIGGER file_added AFTER INSERT ON file REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION file_added();
CREATE TRIGGER file_changed AFTER UPDATE ON file REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION file_changed();
CREATE TRIGGER file_purged AFTER DELETE ON file REFERENCING OLD TABLE AS purged_rows
    FOR EACH STATEMENT EXECUTE FUNCTION file_purged();
