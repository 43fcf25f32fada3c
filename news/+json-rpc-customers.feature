JSON-RPC: tokens are extended and made from a Facebook or external id, e-mail addresses and passwords changed, tags, trials, offers of a video and the country of an address asked for.
