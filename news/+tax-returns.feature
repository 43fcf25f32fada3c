`cleeng tax return` makes the EU's One Stop Shop return and the summary for the return at home, from invoices and credit notes.
