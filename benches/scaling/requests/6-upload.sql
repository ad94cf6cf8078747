-- An upload: createFile, the part, completeFile. Three requests, and so three sign-ins less the part's, whose link says who it is.
\set u random(1, 200)
\set user 1500000000000000000 + :u * 7919000001
\set space :user + 1
SELECT token, file, files, blobs, to_add FROM picked WHERE u = :u \gset
\set n random(1, 1000000000000)
\set blob 1600000000000000000 + :n
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT t.ttl, t.expires_at, a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id) FROM token t JOIN account a ON a.id = t.user_id WHERE t.user_id = :user AND t.hash = :token;
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT owner_id, id, status, capacity, used, created_at FROM space WHERE owner_id = :user ORDER BY id LIMIT 1;
SELECT f.space_id, f.id, f.parent_id, f.name, f.suffix, f.file_type, f.mime_type, f.description, f.owner_id, f.size, f.sha256, f.blob_id, f.taken_at, f.media, f.created_at, f.edited_at, f.trashed_at, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE)) FROM file f LEFT JOIN file p ON p.space_id = f.space_id AND p.id = f.parent_id WHERE f.space_id = :space AND f.id = 'DEUI7pa0C24ArootIAA' || CAST(:space AS TEXT);
SELECT f.space_id, f.id, f.parent_id, f.name, f.suffix, f.file_type, f.mime_type, f.description, f.owner_id, f.size, f.sha256, f.blob_id, f.taken_at, f.media, f.created_at, f.edited_at, f.trashed_at, (f.trashed_at IS NOT NULL OR f.hidden OR COALESCE(p.hidden, FALSE)) FROM file f LEFT JOIN file p ON p.space_id = f.space_id AND p.id = f.parent_id WHERE f.space_id = :space AND f.parent_id = 'DEUI7pa0C24ArootIAA' || CAST(:space AS TEXT) AND f.name = CAST(:n AS TEXT) || '.jpg' AND f.trashed_at IS NULL;
SELECT id, size, facts FROM blob WHERE space_id = :space AND sha256 = md5(CAST(:n AS TEXT)) || md5('b' || CAST(:n AS TEXT)) AND claimed;
INSERT INTO upload (space_id, file_id, upload_id, blob_id, owner_id, parent_id, name, rename_mode, file_type, mime_type, description, length, sha256, parts, created_at, expires_at) VALUES (:space, 'FX' || md5(CAST(:n AS TEXT)), md5('u' || CAST(:n AS TEXT)), :blob, :user, 'DEUI7pa0C24ArootIAA' || CAST(:space AS TEXT), CAST(:n AS TEXT) || '.jpg', 2, 15, 'image/jpeg', NULL, 3000000, md5(CAST(:n AS TEXT)) || md5('b' || CAST(:n AS TEXT)), '[3000000]', 1900000000000, 1900086400000);
COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT space_id, file_id, upload_id, blob_id, owner_id, parent_id, name, rename_mode, file_type, mime_type, description, length, sha256, parts, created_at, expires_at FROM upload WHERE space_id = :space AND file_id = 'FX' || md5(CAST(:n AS TEXT));
COMMIT;
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT t.ttl, t.expires_at, a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id) FROM token t JOIN account a ON a.id = t.user_id WHERE t.user_id = :user AND t.hash = :token;
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT space_id, file_id, upload_id, blob_id, owner_id, parent_id, name, rename_mode, file_type, mime_type, description, length, sha256, parts, created_at, expires_at FROM upload WHERE space_id = :space AND file_id = 'FX' || md5(CAST(:n AS TEXT));
SELECT id, name, mobile, zone, status, created_at FROM account WHERE id = :user;
SELECT id, size, facts FROM blob WHERE space_id = :space AND sha256 = md5(CAST(:n AS TEXT)) || md5('b' || CAST(:n AS TEXT)) AND claimed;
INSERT INTO blob (space_id, id, sha256, size, claimed, facts) VALUES (:space, :blob, md5(CAST(:n AS TEXT)) || md5('b' || CAST(:n AS TEXT)), 3000000, TRUE, repeat('x', 200)) ON CONFLICT DO NOTHING;
UPDATE space SET used = used + 3000000 WHERE owner_id = :user AND id = :space AND used + 3000000 <= capacity;
INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, description, owner_id, size, sha256, blob_id, taken_at, media, created_at, edited_at, shot_at, hidden) VALUES (:space, 'FX' || md5(CAST(:n AS TEXT)), 'DEUI7pa0C24ArootIAA' || CAST(:space AS TEXT), CAST(:n AS TEXT) || '.jpg', CAST(:n AS TEXT) || '.jpg', 'jpg', 15, 'image/jpeg', NULL, :user, 3000000, md5(CAST(:n AS TEXT)) || md5('b' || CAST(:n AS TEXT)), :blob, 1900000000000, NULL, 1900000000000, 1900000000000, 1900000000000, FALSE);
INSERT INTO rendition (space_id, blob_id, state, due_at, tries) VALUES (:space, :blob, 0, 0, 0) ON CONFLICT DO NOTHING;
DELETE FROM upload WHERE space_id = :space AND file_id = 'FX' || md5(CAST(:n AS TEXT));
COMMIT;
