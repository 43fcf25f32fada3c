Consents by the publisher's ini with versions, every answer kept; questions to customers about themselves and their answers, over JSON-RPC.
