-- How many rows a key finds, so that plans are right from the first row on and never change. Without this
-- SQLite takes every key of one column for as good as any other, and looks through all links of an owner
-- for those of one file. It is an owner with 100,000 files in 1,000 folders and 100 albums, ten times.
-- Each line: the rows of the table or partial index, then how many share the first column, the first two…
-- Made once by ANALYZE and then replaced, since ANALYZE alone can make the table.

ANALYZE app;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('file', 'file',         '1000000 100000 1'),
    ('file', 'file_name',    '1000000 100000 100 1'),
    ('file', 'file_size',    '1000000 100000 100 2 1'),
    ('file', 'file_created', '1000000 100000 100 2 1'),
    ('file', 'file_edited',  '1000000 100000 100 2 1'),
    ('file', 'file_suffix',  '1000000 100000 100 50 1'),
    ('file', 'file_bin',     '10000 1000 10 1'),
    ('file', 'file_below',   '1000000 100000 100 50 1'),
    ('file', 'file_blob',    '1000000 100000 2'),
    ('file', 'file_folder_shot',    '1000000 100000 100 50 2 1 1 1 1'),
    ('file', 'file_folder_created', '1000000 100000 100 50 2 1 1 1 1'),
    ('file', 'file_folder_edited',  '1000000 100000 100 50 2 1 1 1 1'),
    ('file', 'file_space_shot',     '1000000 100000 50000 2 1 1 1 1 1'),
    ('file', 'file_space_created',  '1000000 100000 50000 2 1 1 1 1 1'),
    ('file', 'file_space_edited',   '1000000 100000 50000 2 1 1 1 1 1'),
    ('tree', 'tree',                 '1000 1'),
    ('folder', 'folder',             '10000 1000 1'),
    ('folder', 'folder_version',     '10000 1000 2'),
    ('folder_media', 'folder_media', '20000 2000 2 1'),
    ('folder_media', 'folder_media_version', '20000 2000 2'),
    ('blob', 'blob',          '1000000 100000 1'),
    ('blob', 'blob_digest',   '1000000 100000 1'),
    ('blob', 'blob_unclaimed', '1000 100 1'),
    ('rendition', 'rendition',        '1000000 100000 1'),
    ('rendition', 'rendition_wanted', '1000 1'),
    ('rendition', 'rendition_given_up', '1000 1'),
    ('album', 'album',       '1000 100 1'),
    ('album', 'album_list',  '1000 100 100 100 2 1'),
    ('link', 'link',         '1000000 100000 1000 1000 100 1'),
    ('album', 'album_shared', '100 10 5 5 2 1'),
    ('family', 'family',        '100 2 1'),
    ('family', 'family_folder', '100 2 1'),
    ('member', 'member',        '1000 3 1'),
    ('member', 'member_group',  '1000 10 2 1'),
    ('setting', 'setting', '2 1'),
    ('invitation', 'invitation',        '1000 20 1'),
    ('invitation', 'invitation_group',  '1000 20 10 1'),
    ('invitation', 'invitation_mobile', '1000 5 2 2 1'),
    ('invitation', 'invitation_id',     '1000 1'),
    ('link', 'link_file',    '1000000 2 2 1'),
    ('link', 'link_foreign', '100000 10000 5000 100 1'),
    ('link', 'link_taken',   '1000000 100000 1000 1000 2 1 1 1 1'),
    ('link', 'link_edited',  '1000000 100000 1000 1000 2 1 1 1 1');
