# What several parts say.
close = Close
cancel = Cancel
save = Save
delete = Delete
rename = Rename
add = Add
remove = Remove
done = Done
retry = Try again
name = Name
loading = Loading …
notices = Notices
back = Back
open-settings = Settings
error-unreachable = The server cannot be reached. Nothing was lost; try again in a moment.
error-unknown = Something went wrong. Try again.
