Every order that is paid has an invoice, and money that goes back a credit note: numbered without gaps per publisher and series, final once issued.
