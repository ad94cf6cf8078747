# Sending photos and videos to the server.
upload = Upload
upload-title = Uploads
upload-files = Choose photos
upload-folder = Choose a folder
upload-drop = Drop to upload
upload-drop-to = They go to { $place }
upload-empty = Nothing is on its way
upload-empty-text = Drop photos, videos or whole folders anywhere in this window, or choose them here. They go to { $place }.

upload-begun =
    { $count ->
        [one] Uploading one file
       *[other] Uploading { $count } files
    }
upload-all-done =
    { $count ->
        [one] One file is uploaded
       *[other] All { $count } files are uploaded
    }
upload-some-failed =
    { $count ->
        [one] One file could not be uploaded. “Uploads” says why.
       *[other] { $count } files could not be uploaded. “Uploads” says why.
    }
upload-left-out =
    { $count ->
        [one] One file was left out. “Uploads” says why.
       *[other] { $count } files were left out. “Uploads” says why.
    }

# The ring in the navigation.
upload-status-under-way = Uploads, { $percent }% done
upload-status-paused = Uploads, paused
upload-status-trouble = Uploads, some need you
upload-status-done = Uploads

# The page.
upload-summary =
    { $count ->
        [one] One file to go
       *[other] { $count } files to go
    }
upload-summary-done =
    { $count ->
        [one] One file uploaded
       *[other] { $count } files uploaded
    }
upload-so-far = { $gone } of { $total }
upload-speed = { $speed } per second
upload-left-seconds = less than a minute left
upload-left-minutes =
    { $minutes ->
        [one] about a minute left
       *[other] about { $minutes } minutes left
    }
upload-left-hours =
    { $hours ->
        [one] about an hour left
       *[other] about { $hours } hours left
    }
upload-progress = All files together
upload-pause = Pause
upload-resume = Go on
upload-retry-all = Try all again
upload-cancel-all = Cancel all
upload-cancel-all-title = Cancel all uploads?
upload-cancel-all-text = What is already uploaded stays. Everything else is taken off the list.
upload-clear = Clear finished
upload-cancel-one = Cancel { $name }
upload-clear-one = Take { $name } off the list
upload-retry-one = Try { $name } again
upload-show = Show
upload-show-all = All
upload-show-open = To go
upload-show-failed = Need you
upload-show-finished = Done
upload-list = Files
upload-show-none = No files here.

# How far a file is.
upload-waiting = Waiting
upload-checking = Checking …
upload-sending = { $percent }%
upload-done = Uploaded
upload-known = Already there
upload-lost = Choose it again

# What has to be told.
upload-paused = Paused.
upload-elsewhere = Another tab is uploading. This one goes on as soon as it is done or closed.
upload-lost-title =
    { $count ->
        [one] One file has to be chosen again
       *[other] { $count } files have to be chosen again
    }
upload-lost-text = The page was closed before the browser could keep them. Choose or drop them again, even the whole folder: what is already uploaded is skipped.
upload-narrow-large = Something between here and the server refuses larger requests, so files go up in small pieces. Whoever runs the server can make it faster: in nginx, raise client_max_body_size.
upload-narrow-slow = Something between here and the server gives up on requests that take long, so files go up in small pieces. Whoever runs the server can make it faster: in nginx, raise proxy_read_timeout and client_body_timeout.
upload-narrow-broken = The connection keeps breaking off, so files go up in small pieces. Nothing is lost.
upload-out-title =
    { $count ->
        [one] One file was left out
       *[other] { $count } files were left out
    }
upload-out-kind = neither a photo nor a video
upload-out-empty = empty
upload-out-long = larger than 200 GB
upload-out-name = has a name that cannot be kept
upload-out-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
upload-trouble-large = Something between here and the server refuses even small requests (413). Whoever runs it has to raise its limit: in nginx, client_max_body_size.
upload-trouble-slow = Something between here and the server gives up before a request is done (time-out). Whoever runs it has to raise its limit: in nginx, proxy_read_timeout and client_body_timeout.
upload-trouble-broken = The connection broke off again and again. Try again when it is better.
upload-trouble-links = The server does not take what it asked for. Try again; if that does not help, tell whoever runs the server.
upload-trouble-changed = This file cannot be read any more. It was changed, moved or deleted; choose it again.
