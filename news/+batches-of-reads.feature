A batch of JSON-RPC calls that read costs clearly less than the same calls one by one.
