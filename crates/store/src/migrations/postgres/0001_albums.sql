-- Users, spaces, files, manual albums. Every key of what belongs to somebody starts with that
-- owner or space, so that an engine that places rows by owner can keep them together.
-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE schema_version (version BIGINT NOT NULL);

CREATE TABLE account (
    id            BIGINT  NOT NULL PRIMARY KEY,
    name          TEXT COLLATE "C"    NOT NULL,
    mobile        TEXT COLLATE "C",
    zone          TEXT COLLATE "C"    NOT NULL,
    status        BIGINT  NOT NULL,             -- 0 enabled, 7 frozen
    password_hash TEXT COLLATE "C",                         -- Argon2id, where a password is set
    created_at    BIGINT  NOT NULL
);

CREATE INDEX account_mobile ON account (mobile);

CREATE TABLE app (
    id         TEXT COLLATE "C"   NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C"   NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE token (
    user_id    BIGINT NOT NULL,
    hash       TEXT COLLATE "C"   NOT NULL,                 -- SHA-256 of the token, lower-case hexadecimal
    ttl        BIGINT,                          -- milliseconds of disuse it survives; NULL: for ever
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, hash)
);

CREATE TABLE space (
    owner_id    BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    status      BIGINT NOT NULL,                -- 0 normal, 1 disabled
    capacity    BIGINT NOT NULL,                -- bytes
    used        BIGINT NOT NULL,                -- bytes, the bin included
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (owner_id, id)
);

-- Folders and files. A space's root folder is the one row without a parent.
CREATE TABLE file (
    space_id    BIGINT  NOT NULL,
    id          TEXT COLLATE "C"    NOT NULL,
    parent_id   TEXT COLLATE "C",
    name        TEXT COLLATE "C"    NOT NULL,
    name_folded TEXT COLLATE "C"    NOT NULL,               -- lower case, for searching
    suffix      TEXT COLLATE "C"    NOT NULL,               -- the last extension without its dot
    file_type   BIGINT  NOT NULL,               -- the contract's code; 10 is a folder
    mime_type   TEXT COLLATE "C"    NOT NULL,
    description TEXT COLLATE "C",
    owner_id    BIGINT  NOT NULL,
    size        BIGINT  NOT NULL,
    sha256      TEXT COLLATE "C",
    blob_id     BIGINT,
    taken_at    BIGINT,                         -- from the file's own metadata
    media       TEXT COLLATE "C",                           -- JSON: what else the metadata says
    created_at  BIGINT  NOT NULL,
    edited_at   BIGINT  NOT NULL,
    trashed_at  BIGINT,                         -- set on what was put into the bin, not on what lies below it
    hidden      BOOLEAN NOT NULL,               -- of a folder: it, or one above it, is in the bin
    PRIMARY KEY (space_id, id)
);

CREATE UNIQUE INDEX file_name  ON file (space_id, parent_id, name)            WHERE trashed_at IS NULL;
CREATE INDEX file_size         ON file (space_id, parent_id, size, id)        WHERE trashed_at IS NULL;
CREATE INDEX file_created      ON file (space_id, parent_id, created_at, id)  WHERE trashed_at IS NULL;
CREATE INDEX file_edited       ON file (space_id, parent_id, edited_at, id)   WHERE trashed_at IS NULL;
CREATE INDEX file_suffix       ON file (space_id, parent_id, suffix, id)      WHERE trashed_at IS NULL;
CREATE INDEX file_bin          ON file (space_id, trashed_at, id)             WHERE trashed_at IS NOT NULL;
CREATE INDEX file_below        ON file (space_id, parent_id, file_type, id);
CREATE INDEX file_blob         ON file (space_id, blob_id)                    WHERE blob_id IS NOT NULL;

-- Stored objects. An unclaimed one has no file and is swept.
CREATE TABLE blob (
    space_id BIGINT  NOT NULL,
    id       BIGINT  NOT NULL,
    sha256   TEXT COLLATE "C"    NOT NULL,
    size     BIGINT  NOT NULL,
    claimed  BOOLEAN NOT NULL,
    PRIMARY KEY (space_id, id)
);

CREATE UNIQUE INDEX blob_digest ON blob (space_id, sha256) WHERE claimed;
CREATE INDEX blob_unclaimed ON blob (space_id, id) WHERE NOT claimed;

-- Uploads under way: promised files that nobody can see yet.
CREATE TABLE upload (
    space_id    BIGINT NOT NULL,
    file_id     TEXT COLLATE "C"   NOT NULL,
    upload_id   TEXT COLLATE "C"   NOT NULL,
    blob_id     BIGINT NOT NULL,
    owner_id    BIGINT NOT NULL,
    parent_id   TEXT COLLATE "C"   NOT NULL,
    name        TEXT COLLATE "C"   NOT NULL,
    rename_mode BIGINT NOT NULL,                -- 2 rename, 3 refuse, 4 same name and digest: nothing new
    file_type   BIGINT NOT NULL,                -- as claimed
    mime_type   TEXT COLLATE "C",                           -- as claimed
    description TEXT COLLATE "C",
    length      BIGINT NOT NULL,
    sha256      TEXT COLLATE "C",                           -- as claimed
    parts       TEXT COLLATE "C"   NOT NULL,                -- JSON: the size of each part, in order
    created_at  BIGINT NOT NULL,                -- what the file's creation time will be
    expires_at  BIGINT NOT NULL,
    PRIMARY KEY (space_id, file_id)
);

CREATE INDEX upload_expiry ON upload (expires_at);

CREATE TABLE album (
    owner_id   BIGINT NOT NULL,
    id         BIGINT NOT NULL,
    album_type BIGINT NOT NULL,                 -- 1 collection, 2 manual
    kind       BIGINT NOT NULL,                 -- 1 personal, 2 shared
    name       TEXT COLLATE "C",
    total      BIGINT NOT NULL,                 -- visible links
    cover_id   TEXT COLLATE "C",                            -- the earliest linked visible image
    cover_at   BIGINT,                          -- when that one was linked
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX album_list ON album (owner_id, kind, album_type, created_at, id);

-- The contents of manual albums, with the sort keys of their files beside them, so that every sort
-- is a walk along an index. The key is the default sort; the file index finds the links of a file.
CREATE TABLE link (
    owner_id   BIGINT  NOT NULL,                -- the album's
    album_id   BIGINT  NOT NULL,
    visible    BOOLEAN NOT NULL,                -- neither the file nor a folder above it is in the bin
    linked_at  BIGINT  NOT NULL,
    file_id    TEXT COLLATE "C"    NOT NULL,
    space_id   BIGINT  NOT NULL,                -- the file's
    file_owner BIGINT  NOT NULL,
    file_type  BIGINT  NOT NULL,
    taken_at   BIGINT  NOT NULL,                -- the shooting time, or where unknown the creation time
    edited_at  BIGINT  NOT NULL,
    PRIMARY KEY (owner_id, album_id, visible, linked_at, file_id)
);

CREATE UNIQUE INDEX link_file ON link (owner_id, file_id, album_id);
-- What a page shows stands in the index of its sort, so that a page is one walk and no look-ups.
CREATE INDEX link_taken       ON link (owner_id, album_id, visible, taken_at, file_id,
                                      space_id, file_owner, file_type);
CREATE INDEX link_edited      ON link (owner_id, album_id, visible, edited_at, file_id,
                                      space_id, file_owner, file_type);

CREATE TABLE job (
    user_id     BIGINT NOT NULL,
    id          BIGINT NOT NULL,
    task_type   BIGINT NOT NULL,
    action_type BIGINT NOT NULL,
    status      BIGINT NOT NULL,                -- 0 pending, 1 processing, 2 done, 3 cancelled
    result_code BIGINT NOT NULL,
    space_id    BIGINT NOT NULL,                -- the target
    begun_at    BIGINT NOT NULL,
    ended_at    BIGINT,
    files       TEXT COLLATE "C"   NOT NULL,                -- JSON: [{"fileId": …, "code": …}]
    PRIMARY KEY (user_id, id)
);
