Playlists and segments open with a signed path, for one viewer and a while.
