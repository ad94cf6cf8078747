-- A library of 200 users with 1,000 files each, in the rows that the server would have made, as one node of many holds
-- them: see README.md beside this. Everybody adds their files in turn, a file at a time, so that the indexes grow in as many
-- places as there are users, and are filled as they would be.
\set ON_ERROR_STOP 1
\set users 200
\set files 1000

-- Users and spaces are numbered by the time they were made, files too; 1,500,000,000,000,000,000 is such a number.
CREATE FUNCTION pg_temp.user_id(i BIGINT) RETURNS BIGINT IMMUTABLE LANGUAGE SQL AS $$ SELECT 1500000000000000000 + i * 7919000001 $$;
CREATE FUNCTION pg_temp.space_id(i BIGINT) RETURNS BIGINT IMMUTABLE LANGUAGE SQL AS $$ SELECT 1500000000000000000 + i * 7919000001 + 1 $$;
CREATE FUNCTION pg_temp.file_id(u BIGINT, n BIGINT) RETURNS TEXT IMMUTABLE LANGUAGE SQL AS $$
    SELECT 'F' || lpad(to_hex(n), 11, '5') || substr(md5(u || ' ' || n), 1, 21) $$;
CREATE FUNCTION pg_temp.root(u BIGINT) RETURNS TEXT IMMUTABLE LANGUAGE SQL AS $$ SELECT 'DEUI7pa0C24ArootIAA' || pg_temp.space_id(u) $$;
CREATE FUNCTION pg_temp.blob_id(u BIGINT, n BIGINT) RETURNS BIGINT IMMUTABLE LANGUAGE SQL AS $$ SELECT 1500000000000000000 + n * 1000000007 + u $$;

INSERT INTO account SELECT pg_temp.user_id(u), 'user ' || u, '0086138' || lpad(CAST(u AS TEXT), 8, '0'), 'Asia/Shanghai', 0,
    '$argon2id$v=19$m=19456,t=2,p=1$' || substr(md5(CAST(u AS TEXT)), 1, 22) || '$' || md5('a' || u) || substr(md5('b' || u), 1, 11), 1500000000000
    FROM generate_series(1, :users) u;
INSERT INTO token SELECT pg_temp.user_id(u), md5(t || 'a' || u) || md5(t || 'b' || u), 2592000000, 1500000000000 + t, 1500000000000
    FROM generate_series(1, :users) u, generate_series(1, 3) t;
INSERT INTO space SELECT pg_temp.user_id(u), pg_temp.space_id(u), 0, 1099511627776, 3000000000, 1500000000000 FROM generate_series(1, :users) u;
INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id, size, created_at, edited_at, shot_at, hidden)
    SELECT pg_temp.space_id(u), pg_temp.root(u), NULL, 'root' || u, 'root' || u, '', 10, '', pg_temp.user_id(u), 0, 1500000000000, 1500000000000, 1500000000000, FALSE
    FROM generate_series(1, :users) u;
-- 25 folders of 40 files.
INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id, size, created_at, edited_at, shot_at, hidden)
    SELECT pg_temp.space_id(u), pg_temp.file_id(u, f), pg_temp.root(u), 'Journey ' || f, 'journey ' || f, '', 10, '', pg_temp.user_id(u), 0, 1500000000000, 1500000000000, 1500000000000, FALSE
    FROM generate_series(1, 25) f, generate_series(1, :users) u;
-- 5 manual albums and 2 collections.
INSERT INTO album SELECT pg_temp.user_id(u), 1500000000000000000 + a, CASE WHEN a <= 5 THEN 2 ELSE 1 END, 1, 'The album ' || a,
    CASE WHEN a <= 5 THEN 100 ELSE 0 END, CASE WHEN a <= 5 THEN pg_temp.file_id(u, 100 + a) END, CASE WHEN a <= 5 THEN 1600000000000 END, 1500000000000 + a,
    CASE WHEN a > 5 THEN pg_temp.space_id(u) END, CASE WHEN a > 5 THEN pg_temp.root(u) END,
    CASE WHEN a > 5 THEN '["' || pg_temp.file_id(u, a) || '"]' END, CASE WHEN a > 5 THEN '1,2' END, NULL, NULL, NULL, CASE WHEN a <= 5 THEN pg_temp.space_id(u) END
    FROM generate_series(1, 7) a, generate_series(1, :users) u;
-- Every fourth makes a family with the three that follow, which shares an album.
INSERT INTO family SELECT pg_temp.user_id(u), u, u, pg_temp.space_id(u), pg_temp.file_id(u, 1), 1500000000000 FROM generate_series(1, :users, 4) u;
INSERT INTO member SELECT pg_temp.user_id(u + m), u, pg_temp.user_id(u), u, 1500000000000 FROM generate_series(1, :users, 4) u, generate_series(0, 3) m;
INSERT INTO invitation SELECT pg_temp.user_id(u), u * 10 + m, u, u, '0086138' || lpad(CAST(u + m AS TEXT), 8, '0'), 1, 1500000000000, 1500600000000
    FROM generate_series(1, :users, 4) u, generate_series(1, 3) m;
INSERT INTO job SELECT pg_temp.user_id(u), 1500000000000000000 + j, 4, 2, 2, 0, pg_temp.space_id(u), 1500000000000, 1500000000100,
    (SELECT '[' || string_agg('{"fileId":"' || pg_temp.file_id(u, 100 + n) || '","code":0}', ',') || ']' FROM generate_series(1, 10) n)
    FROM generate_series(1, 5) j, generate_series(1, :users) u;

-- One file of everybody's, as an upload of it makes it; and every other one goes into an album.
CREATE PROCEDURE pg_temp.add_one(n BIGINT, users BIGINT) LANGUAGE plpgsql AS $$
DECLARE at BIGINT := 1600000000000 + n * 86400000;
BEGIN
    INSERT INTO blob (space_id, id, sha256, size, claimed, facts)
        SELECT pg_temp.space_id(u), pg_temp.blob_id(u, n), md5('a' || u || ' ' || n) || md5('b' || u || ' ' || n), 3000000 + n, TRUE,
               '{"fileType":15,"mime":"image/jpeg","takenAt":' || at || ',"zone":"Asia/Shanghai","media":{"takeZone":"+08:00","width":4032,"height":3024,"orientation":1,"latitude":30.2741,"longitude":120.1551,"make":"HUAWEI","model":"ALN-AL00"}}'
        FROM generate_series(1, users) u;
    INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, description, owner_id, size, sha256, blob_id, taken_at,
                      media, created_at, edited_at, shot_at, hidden)
        SELECT pg_temp.space_id(u), pg_temp.file_id(u, 100 + n), pg_temp.file_id(u, 1 + (n - 1) / 40), 'IMG_2026_' || n || '.jpg', 'img_2026_' || n || '.jpg', 'jpg',
               CASE WHEN n % 16 = 0 THEN 20 ELSE 15 END, 'image/jpeg', NULL, pg_temp.user_id(u), 3000000 + n, md5('a' || u || ' ' || n) || md5('b' || u || ' ' || n),
               pg_temp.blob_id(u, n), at, '{"takeZone":"+08:00","width":4032,"height":3024,"orientation":1,"latitude":30.2741,"longitude":120.1551,"make":"HUAWEI","model":"ALN-AL00"}',
               at + 1000, at + 1000, at, FALSE
        FROM generate_series(1, users) u;
    INSERT INTO rendition (space_id, blob_id, state, due_at, tries, pack, pictures, placeholder)
        SELECT pg_temp.space_id(u), pg_temp.blob_id(u, n), 1, 0, 1, pg_temp.blob_id(u, n) + 500000,
               '{"kept":[[128,{"at":0,"length":3034,"width":128,"height":96}],[256,{"at":3034,"length":9034,"width":256,"height":192}],[720,{"at":12068,"length":61234,"width":720,"height":540}],[1440,{"at":73302,"length":201234,"width":1440,"height":1080}]]}', 'm5uGBYZnZ4eIiHd4h3eIh3iAeAeI'
        FROM generate_series(1, users) u;
    IF n % 2 = 0 THEN
        INSERT INTO link (owner_id, album_id, visible, linked_at, file_id, space_id, file_owner, file_type, taken_at, edited_at)
            SELECT pg_temp.user_id(u), 1500000000000000000 + 1 + n / 2 % 5, TRUE, at + 5000, pg_temp.file_id(u, 100 + n), pg_temp.space_id(u), pg_temp.user_id(u),
                   CASE WHEN n % 16 = 0 THEN 20 ELSE 15 END, at, at + 1000
            FROM generate_series(1, users) u;
    END IF;
END $$;
SELECT format('CALL pg_temp.add_one(%s, %s)', n, :users) FROM generate_series(1, :files) n \gexec

VACUUM (ANALYZE);

-- What a row takes: of the table, of its indexes; and how many of them a file and a user have.
SELECT c.relname AS table, CAST(c.reltuples AS BIGINT) AS rows, round(CAST(c.reltuples AS NUMERIC) / :users / :files, 3) AS "rows/file",
       round(pg_table_size(c.oid) / greatest(CAST(c.reltuples AS NUMERIC), 1)) AS "bytes/row",
       round(pg_indexes_size(c.oid) / greatest(CAST(c.reltuples AS NUMERIC), 1)) AS "index bytes/row",
       round(pg_table_size(c.oid) / CAST(:users * :files AS NUMERIC), 1) AS "bytes/file",
       round(pg_indexes_size(c.oid) / CAST(:users * :files AS NUMERIC), 1) AS "index bytes/file"
FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema AS REGNAMESPACE) ORDER BY pg_total_relation_size(c.oid) DESC;
SELECT t.relname AS table, c.relname AS index, CAST(c.reltuples AS BIGINT) AS entries,
       round(pg_relation_size(c.oid) / greatest(CAST(c.reltuples AS NUMERIC), 1), 1) AS "bytes/entry",
       round(pg_relation_size(c.oid) / CAST(:users * :files AS NUMERIC), 1) AS "bytes/file"
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = CAST(current_schema AS REGNAMESPACE) ORDER BY pg_relation_size(c.oid) DESC;
