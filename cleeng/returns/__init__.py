"""Tax returns: what was taxed where in a period, made of invoices and credit notes.  Reads only."""
