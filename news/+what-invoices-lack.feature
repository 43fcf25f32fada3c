`cleeng invoices check` says how many documents lack the seller's address or VAT number.
