`cleeng explain order ID`, and `GET /api/v1/orders/{id}/explain` for a publisher's server, say where every number of an order comes from and what became of it.
