-- What all others begin with: which user, and what they ask for. To be taken off.
\set u random(1, 200)
\set user 1500000000000000000 + :u * 7919000001
\set space :user + 1
SELECT token, file, files, blobs, to_add FROM picked WHERE u = :u \gset
