Programs read every JSON-RPC method, with its arguments, result, errors and an example, at `/3.0/openrpc.json` (OpenRPC 1.3).
