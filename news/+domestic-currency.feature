`cleeng tax return --scheme domestic` says sales in other currencies in the country's own too: the tax as the invoices say it, never converted again.
