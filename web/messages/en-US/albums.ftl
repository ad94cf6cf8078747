# Albums and collections.
albums-title = Albums
albums-new = New album
albums-new-shared = New shared album
albums-manual = My albums
albums-collections = Collections
albums-collections-hint = They fill themselves from the folders you choose.
albums-shared = Shared
albums-shared-hint = Everybody in the family sees them and adds photos.
albums-none = No albums yet
albums-none-text = Put photos that belong together into an album, or let a collection fill itself from your folders.
albums-count = { $count ->
    [0] Empty
    [one] 1 item
   *[other] { $count } items
}
albums-count-images = { $count ->
    [0] Empty
    [one] 1 photo
   *[other] { $count } photos
}
albums-count-videos = { $count ->
    [0] Empty
    [one] 1 video
   *[other] { $count } videos
}
albums-collection = Collection
albums-shared-in = Shared in { $family }
albums-shared-somewhere = Shared in a family
albums-untitled = Collection
albums-own-folders = My folders
albums-rule-both = Photos and videos from { $folders }
albums-rule-images = Photos from { $folders }
albums-rule-videos = Videos from { $folders }
albums-rule-nothing = Its folders are gone or in the bin.
albums-edit-rule = Edit rule
albums-rename = Rename album
albums-delete = Delete album
albums-delete-collection = Delete collection
albums-delete-ask = Delete “{ $name }”?
albums-delete-text = Only the album goes. The photos in it stay where they are.
albums-delete-text-shared = It is gone for everybody in the family. The photos in it stay where they are.
albums-deleted = “{ $name }” is deleted. Its photos are still there.
albums-missing = There is no such album
albums-missing-text = It may have been deleted, or it is no longer shared with you.
albums-back = All albums
albums-empty = Nothing in this album yet
albums-empty-text = Select photos in the timeline and choose “Add to album”.
albums-empty-collection = Nothing here at the moment
albums-empty-collection-text = Whatever comes into its folders appears here by itself.
albums-open-timeline = Open the timeline

albums-create = Create
albums-edit = Edit collection
albums-how = How is it filled?
albums-how-manual = By hand
albums-how-manual-hint = You choose each photo.
albums-how-collection = By itself
albums-how-collection-hint = It shows what lies in the folders that you choose.
albums-name = Name
albums-name-optional = Name (may be left out)
albums-name-too-long = That is too long: at most { $most } characters.
albums-for = Who is it for?
albums-for-me = Only me
albums-for-family = Family “{ $family }”
albums-kinds = What it shows
albums-kind-images = Photos
albums-kind-videos = Videos
albums-folders = Folders
albums-folders-hint = Up to { $most } folders that lie side by side.
albums-folders-none = There are no folders here.
albums-folders-way = Where you are
albums-folders-open = Open { $name }
albums-folders-more = Show more folders
albums-folders-chosen = { $count ->
    [0] No folder chosen
    [one] 1 folder chosen
   *[other] { $count } folders chosen
}
albums-folders-chosen-elsewhere = { $count ->
    [one] 1 folder chosen in another place. A choice here takes its place.
   *[other] { $count } folders chosen in another place. A choice here takes their place.
}
albums-preview = Preview
albums-preview-none = Choose at least one folder and what it shows.
albums-preview-entering = { $count ->
    [one] 1 comes in
   *[other] { $count } come in
}
albums-preview-leaving = { $count ->
    [one] 1 goes out
   *[other] { $count } go out
}
albums-preview-same = Nothing changes.

albums-add-count = { $count ->
    [one] Add 1 item to an album
   *[other] Add { $count } items to an album
}
albums-added = { $count ->
    [one] 1 item is in “{ $name }”.
   *[other] { $count } items are in “{ $name }”.
}
albums-open = Open
albums-to-choose = Your albums
albums-to-choose-none = You have no albums yet.
