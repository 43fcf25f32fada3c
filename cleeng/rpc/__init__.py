"""JSON-RPC 3.0."""
