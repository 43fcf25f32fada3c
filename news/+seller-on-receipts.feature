Receipts name the seller's address and VAT number, where the publisher's ini gives them.
