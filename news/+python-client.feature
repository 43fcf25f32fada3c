Programs in Python have a typed client that sends batches and tries again only what cannot happen twice.
