JSON-RPC: transactions and cancellations are listed by customer, offer, campaign and time, in pages that leave nothing out while more arrive.
