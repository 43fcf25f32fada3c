Tax numbers of businesses are checked once, kept, and asked about again in the background; the evidence of each sale is kept in a chain that shows every change.
