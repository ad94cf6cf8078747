# The timeline, the rows of photos, and what is selected.
timeline-empty = Your photos will be here
timeline-empty-text = Drop photos, videos or whole folders anywhere on this page, or choose them with the button above.
grid-photos = Photos by time. Arrow keys move, Space selects, Enter opens.
grid-item = { $kind ->
    [video] Video { $place } of { $total }, { $when }
    [broken] { $name }, { $place } of { $total }, cannot be shown
   *[photo] Photo { $place } of { $total }, { $when }
  }
grid-item-by = { $label }, from { $who }
grid-select = Select
grid-select-section = Select everything of { $title }
grid-selected = { $count ->
    [one] { $count } selected
   *[other] { $count } selected
  }
grid-actions = What is selected
grid-clear = Clear the selection
grid-add = Add to album
grid-remove = Take out of this album
grid-download = Download
grid-trash = Put into the bin
grid-trashed = { $count ->
    [one] { $count } item is in the bin now.
   *[other] { $count } items are in the bin now.
  }
grid-removed = { $count ->
    [one] { $count } item was taken out of the album.
   *[other] { $count } items were taken out of the album.
  }
grid-undo = Undo
scrubber = Month
