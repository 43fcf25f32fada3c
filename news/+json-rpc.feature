Publishers' servers speak JSON-RPC 3.0 with the shop, as the PHP, Java, Node and .NET clients do, and pages speak JSONP with it.
