-- Families: a folder in its owner's space, the group of people who share it, and albums shared with them.

CREATE TABLE family (
    owner_id   BIGINT NOT NULL,
    id         BIGINT NOT NULL,                 -- the shared folder's primary key
    group_id   BIGINT NOT NULL,
    space_id   BIGINT NOT NULL,                 -- the owner's
    folder_id  TEXT COLLATE "C" NOT NULL,                 -- lies directly in the root of the space; its name is the family's
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX family_folder ON family (space_id, folder_id);

-- Who belongs to which family, its owner included.
CREATE TABLE member (
    user_id   BIGINT NOT NULL,
    group_id  BIGINT NOT NULL,
    owner_id  BIGINT NOT NULL,                  -- the family's
    family_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, group_id)
);

CREATE INDEX member_group ON member (group_id, joined_at, user_id);

-- Whom a family's owner invited. A number is kept and not a user: whether somebody has it is not the owner's to know.
CREATE TABLE invitation (
    owner_id   BIGINT NOT NULL,                 -- the family's
    id         BIGINT NOT NULL,
    group_id   BIGINT NOT NULL,
    family_id  BIGINT NOT NULL,
    mobile     TEXT COLLATE "C" NOT NULL,
    status     BIGINT NOT NULL,                 -- 0 pending, 1 accepted, 2 refused
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (owner_id, id)
);

CREATE INDEX invitation_group  ON invitation (owner_id, group_id, id);
CREATE INDEX invitation_mobile ON invitation (mobile, status, expires_at, id);
CREATE INDEX invitation_id     ON invitation (id);

-- A shared album is kept with the family's owner, whoever made it; what the owner of a personal one made is theirs.
ALTER TABLE album ADD COLUMN creator_id  BIGINT;    -- of a shared album
ALTER TABLE album ADD COLUMN group_id    BIGINT;    -- of a shared album
ALTER TABLE album ADD COLUMN family_id   BIGINT;    -- of a shared album

-- The space of the cover, which in a shared album need not be the owner's.
ALTER TABLE album ADD COLUMN cover_space BIGINT;
UPDATE album SET cover_space = (SELECT l.space_id FROM link l
    WHERE l.owner_id = album.owner_id AND l.file_id = album.cover_id AND l.album_id = album.id)
WHERE cover_id IS NOT NULL;

CREATE INDEX album_shared ON album (owner_id, group_id, album_type, created_at, id) WHERE group_id IS NOT NULL;

-- Who linked a file into an album; NULL where the album's owner linked a file of their own space.
ALTER TABLE link ADD COLUMN added_by BIGINT;

-- A file is linked into albums of several owners; what becomes of it concerns them all.
DROP INDEX link_file;
CREATE UNIQUE INDEX link_file ON link (file_id, owner_id, album_id);
-- What an album holds, by the space its files lie in: only where that need not be the owner's.
CREATE INDEX link_foreign ON link (owner_id, space_id, album_id, file_id) WHERE added_by IS NOT NULL;

-- What the bytes of an object say, so that a file that has them again is told the same: JSON, with the time zone in
-- which they were read. NULL of objects that were stored before this was kept.
ALTER TABLE blob ADD COLUMN facts TEXT COLLATE "C";
