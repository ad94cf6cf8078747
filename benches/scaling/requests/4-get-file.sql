-- getFile.
\set u random(1, 200)
\set user 1500000000000000000 + :u * 7919000001
\set space :user + 1
SELECT token, file, files, blobs, to_add FROM picked WHERE u = :u \gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT t.ttl, t.expires_at, a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id) FROM token t JOIN account a ON a.id = t.user_id WHERE t.user_id = :user AND t.hash = :token;
COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT f.space_id, f.id, f.parent_id, f.name, f.suffix, f.file_type, f.mime_type, f.description, f.owner_id, f.size, f.sha256, f.blob_id, f.taken_at, f.media, f.created_at, f.edited_at, f.trashed_at, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE)) FROM file f LEFT JOIN file p ON p.space_id = f.space_id AND p.id = f.parent_id WHERE f.space_id = :space AND f.id = :file;
SELECT r.space_id, r.blob_id, r.state, r.due_at, r.attempt, r.tries, r.pack, r.pictures, r.placeholder, r.problem FROM rendition r WHERE r.space_id = :space AND r.blob_id = (SELECT blob_id FROM file WHERE space_id = :space AND id = :file);
COMMIT;
