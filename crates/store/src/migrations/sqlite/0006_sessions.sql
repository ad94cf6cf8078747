-- People who sign in in a browser, and tokens that they make for programs of theirs.

ALTER TABLE account ADD COLUMN language TEXT NOT NULL DEFAULT '';  -- en-US or zh-CN; empty: that of the browser

-- 0 a short-lived token, 1 a session of a browser, 2 a personal access token. Programs from before know no sessions, and
-- find none: the hash of a session is not that of a token.
ALTER TABLE token ADD COLUMN kind    BIGINT NOT NULL DEFAULT 0;
ALTER TABLE token ADD COLUMN id      BIGINT;            -- by which its user names it; NULL of a short-lived token
ALTER TABLE token ADD COLUMN name    TEXT;                  -- of a session the browser, of a personal access token what its user calls it
ALTER TABLE token ADD COLUMN used_at BIGINT;            -- to within a minute; NULL: never, or from before

-- A token without an end was always for a program. So that its user finds it, and can end it.
UPDATE token SET kind = 2, name = 'leporello token issue', id = (SELECT count(*) FROM token o
    WHERE o.user_id = token.user_id AND o.hash <= token.hash)
WHERE ttl IS NULL AND expires_at IS NULL;

-- What was given up is little, and is counted for the operator.
CREATE INDEX rendition_given_up ON rendition (blob_id) WHERE state = 2;
