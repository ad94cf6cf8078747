# The bin.
bin-title = Bin
bin-about = What you deleted stays here until you delete it for good. It counts towards your space.
bin-nothing = The bin is empty
bin-nothing-text = What you delete comes here first, and can be brought back.
bin-actions = With the selected things
bin-select-all = Select all shown
bin-select-none = Select none
bin-selected = { $count ->
    [0] Nothing selected
   *[other] { $count } selected
}
bin-restore = Restore
bin-restored = { $count ->
    [one] It is back in its place.
   *[other] { $count } things are back in their places.
}
bin-purge = Delete for good
bin-purge-ask = { $count ->
    [one] Delete 1 thing for good?
   *[other] Delete { $count } things for good?
}
bin-purge-text = Nobody can bring it back afterwards. A folder goes with everything in it.
bin-purged = { $count ->
    [one] 1 thing was deleted for good.
   *[other] { $count } things were deleted for good.
}
bin-empty = Empty bin
bin-empty-ask = Delete everything in the bin for good?
bin-empty-text = Everything in it goes, also what is not shown yet. Nobody can bring it back afterwards.
bin-emptied = The bin is empty.
bin-kind-folder = Folder
bin-kind-image = Photo
bin-kind-video = Video
bin-kind-other = File
