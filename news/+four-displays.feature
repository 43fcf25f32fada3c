The checkout stands inline in a page, in an overlay, in a popup or on a page of its own.
