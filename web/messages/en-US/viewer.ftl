# One photo at a time.
viewer = Photo
viewer-actions = This photo
viewer-close = Back to all
viewer-place = { $place } of { $total }
viewer-details = Details
viewer-previous = Previous
viewer-next = Next
viewer-gone = This photo is no longer here. Somebody may have removed it.
viewer-problem = There is no picture of this: { $problem ->
    [undecodable] the file is damaged, or no picture at all.
    [unsupported] its format is not known.
    [tooLarge] it has more than 200 megapixels.
    [outOfMemory] it takes too much memory.
    [timedOut] it takes too long.
    [noTool] the server lacks a tool for its format.
   *[other] making one failed.
  } The file itself is safe and can be downloaded.
viewer-keys = Keys: arrows to go on, Z zoom, I details, D download, Delete for the bin, Escape back.
details-taken = Taken
details-added = Added (when it was taken is not known)
details-size = Size
details-length = Length
details-camera = Camera
details-place = Place (latitude, longitude)
details-from = From
details-why = Why it is here
