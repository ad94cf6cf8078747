-- Adding 100 files to an album that has none of them; it is undone, so that the next finds it so.
\set u random(1, 200)
\set user 1500000000000000000 + :u * 7919000001
\set space :user + 1
SELECT token, file, files, blobs, to_add FROM picked WHERE u = :u \gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT t.ttl, t.expires_at, a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id) FROM token t JOIN account a ON a.id = t.user_id WHERE t.user_id = :user AND t.hash = :token;
COMMIT;
\set album 1500000000000000002
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT a.owner_id, a.id, a.album_type, COALESCE(a.creator_id, a.owner_id), a.name, a.total, a.cover_space, a.cover_id, a.created_at, a.space_id, a.scope_parent, a.scope_dirs, a.scope_kind, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS TEXT) FROM album a WHERE a.owner_id = :user AND a.id = :album AND a.group_id IS NULL UNION ALL SELECT a.owner_id, a.id, a.album_type, COALESCE(a.creator_id, a.owner_id), a.name, a.total, a.cover_space, a.cover_id, a.created_at, a.space_id, a.scope_parent, a.scope_dirs, a.scope_kind, f.id, f.group_id, f.space_id, f.folder_id FROM member m JOIN album a ON a.owner_id = m.owner_id AND a.group_id = m.group_id JOIN family f ON f.owner_id = m.owner_id AND f.id = m.family_id WHERE m.user_id = :user AND a.id = :album;
SELECT f.id, f.owner_id, f.file_type, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE)) FROM unnest(CAST(:to_add AS TEXT[])) AS ids(value) CROSS JOIN file f LEFT JOIN file p ON p.space_id = :space AND p.id = f.parent_id WHERE f.space_id = :space AND f.id = value;
INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type, taken_at, edited_at, added_by) SELECT :user, :album, TRUE, 1900000000000, f.id, f.space_id, f.owner_id, f.file_type, COALESCE(f.taken_at, f.created_at), f.edited_at, CAST(NULL AS BIGINT) FROM unnest(CAST(:to_add AS TEXT[])) AS ids(value) CROSS JOIN file f WHERE f.space_id = :space AND f.id = value ON CONFLICT DO NOTHING RETURNING file_id, file_type;
UPDATE album SET total = total + 100 WHERE owner_id = :user AND id = :album;
ROLLBACK;
