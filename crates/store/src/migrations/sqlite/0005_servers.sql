-- Several servers over one database, and bytes in an object store.

-- What all servers over this database have to agree on, and what one of them tells the others.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Where clients send parts to an object store: what it calls this upload. NULL as long as nobody has asked for a link, and
-- where the server takes the parts itself.
ALTER TABLE upload ADD COLUMN multipart TEXT;

-- The oldest schema whose programs may go on serving on this one.
ALTER TABLE schema_version ADD COLUMN oldest BIGINT NOT NULL DEFAULT 0;
