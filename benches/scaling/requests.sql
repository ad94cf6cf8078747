-- What the requests beside this ask for, by user: a token, a file, a page of files with their objects, and files that album 2 has not.
DROP TABLE IF EXISTS picked;
CREATE TABLE picked AS
    SELECT u, (SELECT min(hash) FROM token WHERE user_id = s.owner_id) AS token,
           (SELECT max(id) FROM file f WHERE f.space_id = s.id AND file_type = 15) AS file,
           (SELECT array_agg(file_id) FROM link l WHERE l.owner_id = s.owner_id AND album_id = 1500000000000000001) AS files,
           (SELECT array_agg(f.blob_id) FROM link l JOIN file f ON f.space_id = s.id AND f.id = l.file_id
            WHERE l.owner_id = s.owner_id AND album_id = 1500000000000000001) AS blobs,
           (SELECT array_agg(id) FROM (SELECT f.id FROM file f WHERE f.space_id = s.id AND f.file_type = 15
                AND NOT EXISTS (SELECT 1 FROM link l WHERE l.owner_id = s.owner_id AND l.file_id = f.id) ORDER BY f.id LIMIT 100) free) AS to_add
    FROM generate_series(1, 200) u JOIN space s ON s.owner_id = 1500000000000000000 + u * 7919000001;
ALTER TABLE picked ADD PRIMARY KEY (u);
ANALYZE picked;
