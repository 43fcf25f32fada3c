A tax service elsewhere can say the rates (`tax_remote`): asked before a sale, told of each invoice and credit note.
