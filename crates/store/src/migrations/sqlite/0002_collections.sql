-- Collection albums: the rule stands in the album's row; their contents follow from the files. Here is what
-- makes these quick to find: an index per order, and the tree of each space with what lies in its folders.
-- Triggers keep the tree in step with the files, so that no statement can forget to.

ALTER TABLE album ADD COLUMN space_id     BIGINT;   -- of the scope
ALTER TABLE album ADD COLUMN scope_parent TEXT;     -- the folder that the scope's folders lay in
ALTER TABLE album ADD COLUMN scope_dirs   TEXT;     -- JSON: the scope's folders
ALTER TABLE album ADD COLUMN scope_kind   TEXT;     -- '1' images, '2' videos, '1,2' both

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
) WITHOUT ROWID;

CREATE TABLE folder (
    space_id  BIGINT  NOT NULL,
    id        TEXT    NOT NULL,
    parent_id TEXT,
    trashed   BOOLEAN NOT NULL,                 -- it is in the bin itself
    version   BIGINT  NOT NULL,                 -- of the tree, when this changed
    PRIMARY KEY (space_id, id)
) WITHOUT ROWID;

CREATE INDEX folder_version ON folder (space_id, version);

-- What lies directly in a folder and is not in the bin itself; one row for images, one for videos. The first and
-- the last time of each order among them; NULL where there are none.
CREATE TABLE folder_media (
    space_id       BIGINT NOT NULL,
    folder_id      TEXT   NOT NULL,
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
) WITHOUT ROWID;

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

CREATE TRIGGER folder_added AFTER INSERT ON file WHEN NEW.file_type = 10
BEGIN
    INSERT INTO tree (space_id, version, purged) VALUES (NEW.space_id, 1, 0)
        ON CONFLICT (space_id) DO UPDATE SET version = version + 1;
    INSERT INTO folder (space_id, id, parent_id, trashed, version)
        SELECT NEW.space_id, NEW.id, NEW.parent_id, NEW.trashed_at IS NOT NULL, version
        FROM tree WHERE space_id = NEW.space_id;
END;

CREATE TRIGGER folder_moved AFTER UPDATE OF parent_id ON file
WHEN NEW.file_type = 10 AND NEW.parent_id <> OLD.parent_id
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id = NEW.space_id;
    UPDATE folder SET parent_id = NEW.parent_id,
                      version = (SELECT version FROM tree WHERE space_id = NEW.space_id)
    WHERE space_id = NEW.space_id AND id = NEW.id;
END;

CREATE TRIGGER folder_trashed AFTER UPDATE OF trashed_at ON file
WHEN NEW.file_type = 10 AND (NEW.trashed_at IS NULL) <> (OLD.trashed_at IS NULL)
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id = NEW.space_id;
    UPDATE folder SET trashed = NEW.trashed_at IS NOT NULL,
                      version = (SELECT version FROM tree WHERE space_id = NEW.space_id)
    WHERE space_id = NEW.space_id AND id = NEW.id;
END;

CREATE TRIGGER folder_purged AFTER DELETE ON file WHEN OLD.file_type = 10
BEGIN
    UPDATE tree SET version = version + 1, purged = version + 1 WHERE space_id = OLD.space_id;
    DELETE FROM folder WHERE space_id = OLD.space_id AND id = OLD.id;
    DELETE FROM folder_media WHERE space_id = OLD.space_id AND folder_id = OLD.id;
END;

CREATE TRIGGER media_added AFTER INSERT ON file
WHEN NEW.file_type IN (15, 20) AND NEW.trashed_at IS NULL
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id = NEW.space_id;
    INSERT INTO folder_media (space_id, folder_id, file_type, files, oldest_shot, newest_shot,
                              oldest_created, newest_created, oldest_edited, newest_edited, version)
        SELECT NEW.space_id, NEW.parent_id, NEW.file_type, 1, NEW.shot_at, NEW.shot_at,
               NEW.created_at, NEW.created_at, NEW.edited_at, NEW.edited_at, version
        FROM tree WHERE space_id = NEW.space_id
        ON CONFLICT (space_id, folder_id, file_type) DO UPDATE SET
            files = files + 1,
            oldest_shot    = min(COALESCE(oldest_shot, excluded.oldest_shot), excluded.oldest_shot),
            newest_shot    = max(COALESCE(newest_shot, excluded.newest_shot), excluded.newest_shot),
            oldest_created = min(COALESCE(oldest_created, excluded.oldest_created), excluded.oldest_created),
            newest_created = max(COALESCE(newest_created, excluded.newest_created), excluded.newest_created),
            oldest_edited  = min(COALESCE(oldest_edited, excluded.oldest_edited), excluded.oldest_edited),
            newest_edited  = max(COALESCE(newest_edited, excluded.newest_edited), excluded.newest_edited),
            version = excluded.version;
END;

CREATE TRIGGER media_came AFTER UPDATE OF parent_id, trashed_at, file_type, shot_at, created_at, edited_at ON file
WHEN NEW.file_type IN (15, 20) AND NEW.trashed_at IS NULL AND (OLD.trashed_at IS NOT NULL
     OR OLD.parent_id <> NEW.parent_id OR OLD.file_type <> NEW.file_type
     OR OLD.shot_at <> NEW.shot_at OR OLD.created_at <> NEW.created_at OR OLD.edited_at <> NEW.edited_at)
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id = NEW.space_id;
    INSERT INTO folder_media (space_id, folder_id, file_type, files, oldest_shot, newest_shot,
                              oldest_created, newest_created, oldest_edited, newest_edited, version)
        SELECT NEW.space_id, NEW.parent_id, NEW.file_type, 1, NEW.shot_at, NEW.shot_at,
               NEW.created_at, NEW.created_at, NEW.edited_at, NEW.edited_at, version
        FROM tree WHERE space_id = NEW.space_id
        ON CONFLICT (space_id, folder_id, file_type) DO UPDATE SET
            files = files + 1,
            oldest_shot    = min(COALESCE(oldest_shot, excluded.oldest_shot), excluded.oldest_shot),
            newest_shot    = max(COALESCE(newest_shot, excluded.newest_shot), excluded.newest_shot),
            oldest_created = min(COALESCE(oldest_created, excluded.oldest_created), excluded.oldest_created),
            newest_created = max(COALESCE(newest_created, excluded.newest_created), excluded.newest_created),
            oldest_edited  = min(COALESCE(oldest_edited, excluded.oldest_edited), excluded.oldest_edited),
            newest_edited  = max(COALESCE(newest_edited, excluded.newest_edited), excluded.newest_edited),
            version = excluded.version;
END;

CREATE TRIGGER media_left AFTER UPDATE OF parent_id, trashed_at, file_type, shot_at, created_at, edited_at ON file
WHEN OLD.file_type IN (15, 20) AND OLD.trashed_at IS NULL AND (NEW.trashed_at IS NOT NULL
     OR OLD.parent_id <> NEW.parent_id OR OLD.file_type <> NEW.file_type
     OR OLD.shot_at <> NEW.shot_at OR OLD.created_at <> NEW.created_at OR OLD.edited_at <> NEW.edited_at)
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id = OLD.space_id;
    UPDATE folder_media SET
        files = files - 1,
        oldest_shot = (SELECT min(shot_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        newest_shot = (SELECT max(shot_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        oldest_created = (SELECT min(created_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        newest_created = (SELECT max(created_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        oldest_edited = (SELECT min(edited_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        newest_edited = (SELECT max(edited_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        version = (SELECT version FROM tree WHERE space_id = OLD.space_id)
    WHERE space_id = OLD.space_id AND folder_id = OLD.parent_id AND file_type = OLD.file_type;
END;

CREATE TRIGGER media_purged AFTER DELETE ON file
WHEN OLD.file_type IN (15, 20) AND OLD.trashed_at IS NULL
BEGIN
    UPDATE tree SET version = version + 1 WHERE space_id = OLD.space_id;
    UPDATE folder_media SET
        files = files - 1,
        oldest_shot = (SELECT min(shot_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        newest_shot = (SELECT max(shot_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        oldest_created = (SELECT min(created_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        newest_created = (SELECT max(created_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        oldest_edited = (SELECT min(edited_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        newest_edited = (SELECT max(edited_at) FROM file WHERE space_id = OLD.space_id AND parent_id = OLD.parent_id
                          AND file_type = OLD.file_type AND trashed_at IS NULL),
        version = (SELECT version FROM tree WHERE space_id = OLD.space_id)
    WHERE space_id = OLD.space_id AND folder_id = OLD.parent_id AND file_type = OLD.file_type;
END;
