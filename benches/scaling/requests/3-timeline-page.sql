-- A page of a timeline: 100 of the newest images and videos of the whole space.
\set u random(1, 200)
\set user 1500000000000000000 + :u * 7919000001
\set space :user + 1
SELECT token, file, files, blobs, to_add FROM picked WHERE u = :u \gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT t.ttl, t.expires_at, a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id) FROM token t JOIN account a ON a.id = t.user_id WHERE t.user_id = :user AND t.hash = :token;
COMMIT;
\set album 1500000000000000006
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT a.owner_id, a.id, a.album_type, COALESCE(a.creator_id, a.owner_id), a.name, a.total, a.cover_space, a.cover_id, a.created_at, a.space_id, a.scope_parent, a.scope_dirs, a.scope_kind, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT) FROM album a WHERE a.owner_id = :user AND a.id = :album AND a.group_id IS NULL UNION ALL SELECT a.owner_id, a.id, a.album_type, COALESCE(a.creator_id, a.owner_id), a.name, a.total, a.cover_space, a.cover_id, a.created_at, a.space_id, a.scope_parent, a.scope_dirs, a.scope_kind, f.id, f.group_id, f.space_id, f.folder_id FROM member m JOIN album a ON a.owner_id = m.owner_id AND a.group_id = m.group_id JOIN family f ON f.owner_id = m.owner_id AND f.id = m.family_id WHERE m.user_id = :user AND a.id = :album;
SELECT version, purged FROM tree WHERE space_id = :space;
SELECT shot_at, id, owner_id, taken_at, parent_id FROM file WHERE space_id = :space AND file_type = 15 AND trashed_at IS NULL ORDER BY shot_at DESC, id DESC LIMIT 101;
SELECT shot_at, id, owner_id, taken_at, parent_id FROM file WHERE space_id = :space AND file_type = 20 AND trashed_at IS NULL ORDER BY shot_at DESC, id DESC LIMIT 101;
SELECT f.space_id, f.id, f.parent_id, f.name, f.suffix, f.file_type, f.mime_type, f.description, f.owner_id, f.size, f.sha256, f.blob_id, f.taken_at, f.media, f.created_at, f.edited_at, f.trashed_at, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE)) FROM unnest(CAST(:files AS TEXT[])) AS ids(value) CROSS JOIN file f LEFT JOIN file p ON p.space_id = f.space_id AND p.id = f.parent_id WHERE f.space_id = :space AND f.id = value;
SELECT r.space_id, r.blob_id, r.state, r.due_at, r.attempt, r.tries, r.pack, r.pictures, r.placeholder, r.problem FROM rendition r WHERE r.space_id = :space AND r.blob_id IN (SELECT CAST(value AS BIGINT) FROM unnest(CAST(:blobs AS TEXT[])) AS ids(value));
COMMIT;
