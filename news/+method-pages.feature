Every JSON-RPC method has a page with its arguments, result, errors and examples for curl, Python and PHP that the tests run.
