-- Sign-in by token.
\set u random(1, 200)
\set user 1500000000000000000 + :u * 7919000001
\set space :user + 1
SELECT token, file, files, blobs, to_add FROM picked WHERE u = :u \gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT t.ttl, t.expires_at, a.status, (SELECT min(s.id) FROM space s WHERE s.owner_id = t.user_id) FROM token t JOIN account a ON a.id = t.user_id WHERE t.user_id = :user AND t.hash = :token;
COMMIT;
