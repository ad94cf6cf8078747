# What the API says, in US English. A message says what is wrong, where, and how to mend it.
# Every ID and variable stands in zh-CN.ftl too. Nothing internal may stand here.

success = Success.

## Who asks

credentials-missing = The `Authorization` header is missing. Send `Bearer <token>` in it; get a token with POST /oauth2/token or `leporello token issue`.
credentials-unreadable = The `Authorization` header cannot be read. Send `Bearer <token>`, or `HMAC-SHA256 AppId=<id>,SignedHeaders=<a;b>,Signature=<64 lower-case hex digits>`.
credentials-unknown = The token or app is unknown or belongs to another user. Get a new token with POST /oauth2/token or `leporello token issue`, and send its user in `X-User-Id`.
token-expired = The token has expired. Get a new one with POST /oauth2/token or `leporello token issue`.
signature-wrong = The signature does not match the request. Sign the method, path, query, headers and body exactly as you send them, with the secret of this app.
signed-header-missing = The header `{ $header }` must be sent and signed. Name it in `SignedHeaders` and sign again.
user-frozen = This account is frozen. Ask the operator of this server to unfreeze it.
session-over = This session has ended, or is another user's. Sign in again.
cross-site = This request was sent by another site. Open the gallery by its own address and try again.
header-wrong = The header `{ $header }` is missing or cannot be read. Send it once, in its documented form.
date-malformed = `X-Date` must be an existing UTC time of the form yyyyMMddTHHmmssZ, for example 20251103T070140Z.
date-too-old = `X-Date` is more than { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    } old. Send the current UTC time; correct your clock by `serverTime` in this response.
date-in-future = `X-Date` lies in the future. Send the current UTC time; correct your clock by `serverTime` in this response.
link-wrong = This link has expired or was changed. Request a new one.

## What was sent

body-not-json = The body is not valid JSON at line { $line }, column { $column }. Send one JSON object in UTF-8.
body-too-large = The body is larger than { $limit } bytes. Split it into smaller requests.
wrong-type = `{ $field }` must be { $expected ->
        [string] a string
        [integer] a whole number
        [number] a number
        [boolean] true or false
        [array] an array
        [object] an object
       *[other] of type { $expected }
    }.
field-missing = `{ $field }` is mandatory. Add it to the request.
field-length = `{ $field }` must be { $min } to { $max ->
        [one] { $max } character
       *[other] { $max } characters
    } long.
field-length-exact = `{ $field }` must be exactly { $max ->
        [one] { $max } character
       *[other] { $max } characters
    } long.
field-range = `{ $field }` must be a whole number from { $min } to { $max }.
field-at-least = `{ $field }` must be a whole number of { $min } or more.
field-choice = `{ $field }` must be one of: { $choices }.
field-characters = `{ $field }` holds what it may not. Names have no control characters; names of files and folders also have none of < > | : " * ? / \ and are neither `.` nor `..`; names of families and descriptions have no emoji.
field-format = `{ $field }` does not have its documented form. Correct it and send the request again.
zone-unknown = `{ $field }` is no time zone that this server knows. Send an IANA name such as Europe/Berlin or Asia/Shanghai.
days-reversed = The day in `{ $field }` lies after the one in `{ $until }`. Exchange them.
list-length = `{ $field }` must have { $min } to { $max ->
        [one] { $max } entry
       *[other] { $max } entries
    }.
cursor-wrong = `{ $field }` does not belong to this list and order, or was changed. Leave it out to start from the first page.
not-media = `{ $field }` names a file that is neither an image nor a video. Only these can be in an album.
is-collection = The contents of a collection album follow from its scope; nothing is added or removed by hand. Change its scope, or use a manual album.
no-scope = `{ $field }` is for collection albums only. Leave it out, or make a collection album.
not-in-parent = `{ $field }` names a folder that does not lie directly in `{ $parent }`. Send folders that lie side by side, and the folder they lie in.

## What is there

not-found = `{ $field }` names nothing that exists and that you may see. Check it, and the user in `X-User-Id`.
no-right = `{ $field }` names something that you may see, but not change in this way. Ask whoever made it, or the owner of its family, to do it.
owner-wrong = `{ $field }` is not the owner of this file. Send the owner that the file's details show.
space-wrong = `{ $field }` is missing, or the file is in another space. Send the `containerId` that the file's details show.
space-disabled = This space is switched off. Ask the operator of this server to switch it on.
in-bin = `{ $field }` names a file in the recycle bin. Restore it first.
not-in-bin = `{ $field }` names a file that is not in the recycle bin. Move it there first.
target-in-bin = `{ $field }` names a folder in the recycle bin. Restore it first, or choose another folder.
target-not-folder = `{ $field }` does not name a folder. Choose a folder as the target.
is-folder = `{ $field }` names a folder. Choose a file.
folders-nest = `{ $field }` would put a folder inside itself. Choose a target outside that folder.
too-deep = Folders may lie at most { $max } deep. Choose a folder nearer to the root.
already-there = `{ $field }` names something that is already in the target folder. Choose another target.
outside-family = `{ $field }` names something that neither lies in the shared folder nor is yours. Choose a file in the folder of this family, or one of your own.
is-family-folder = `{ $field }` names the folder of a family. It is renamed with RenameShareFolder, deleted with DeleteShareFolder, and not moved.
name-taken = The name in `{ $field }` is already taken. Choose another one.
no-download = `{ $field }` names nothing that can be downloaded. Choose a file whose upload is complete.

## Families

families-differ = `groupId` and `shareFolderId` are of different families. Send the two that ListShareFolder shows together.
invites-self = `{ $field }` is your own number. Send the number of whoever you want to invite.
member-already = Whoever has the number in `{ $field }` is a member of this family already. There is no need to invite them.
family-full = The family has all the { $max } members and open invitations that it may have. Its owner can remove somebody, or wait until an invitation is refused or expires.
invitation-over = `{ $field }` names an invitation that was answered already or has expired. Ask the owner of the family for a new one.
owner-stays = `{ $field }` is the owner of the family, who cannot leave it. To end the family, delete it with DeleteShareFolder.

## Uploads and room

upload-unknown = `{ $field }` names no upload in progress. Start a new upload.
upload-length = The upload has { $got ->
        [one] { $got } byte
       *[other] { $got } bytes
    }, but { $expected } { $expected ->
        [one] was
       *[other] were
    } announced. Upload the file again.
upload-digest = The uploaded bytes do not have the announced digest. Upload the file again.
part-missing = Part { $part } was not uploaded. Send it to its upload link, then complete the upload again.
space-full = This space has not enough room. Delete files for good, or ask the operator of this server for more room.
disk-full = The server has not enough room on its disk. Ask its operator to make room, then send the request again.

## Signing in

app-wrong = `client_id` or `client_secret` is wrong. Send both as `leporello app add` showed them.
sign-in-wrong = Signing in failed. Check the number or user ID, and the password; an account that is frozen or has no password cannot sign in.
own-password-wrong = `{ $field }` is not your password. Check it; without one, ask the operator of this server to set it.
operator-stays = `{ $field }` is not for your own account: the operator cannot lock themselves out.
password-wrong = The user or the password is wrong. Check both; a user without a password cannot sign in with one.

## Why a file is in an album

why-linked = The file was added to this album.
why-collected = The file lies in the scope of this album and is of a kind that it takes.
why-unknown = There is no such file, or you may not see it.
why-unlinked = The file was not added to this album.
why-trashed = The file, or a folder above it, is in the recycle bin.
why-kind = This album takes only { $kind ->
        [images] images
        [videos] videos
       *[both] images and videos
    }, and the file is something else.
why-directory = The file does not lie in a folder that this album takes files from.

## Importing

skipped-already-there = It is there already.
skipped-name = Its name is not allowed: 1 to 250 characters, no control characters and none of < > | : " * ? / \, neither `.` nor `..`. Rename it.
skipped-space-full = The space has not enough room. Delete files for good, or give it more room.
skipped-folder-gone = The folder that it was to go into is gone or in the recycle bin. Import again.
skipped-unreadable = It cannot be read: { $reason ->
        [missing] it is not there any more
        [forbidden] permission is denied
        [special] it is not a regular file
       *[broken] the system reports an error
    }.

## The server

search-type-missing = `searchType` is missing. Send `personal`.
search-type-wrong = There is no such `searchType`. Send `personal`.
no-such-operation = There is no such operation. Check the method and the path; /docs lists them all.
not-implemented = { $what } is not available in this version. See /docs for what is.
unavailable = The server cannot do this at the moment. Send the request again in a few seconds.
internal = The server failed. Send the request again; if it fails again, give the `traceId` of this response to the operator.

# The page of the first user.
first-user-title = Welcome to Leporello
first-user-intro = This server has no users yet. Make the first one here; the link works once.
first-user-name = Your name
first-user-password = A password of at least 8 characters
first-user-make = Make this user
first-user-over = This link was used already or has expired. Start the server again for a new one, or run `leporello user add`.
