Customers get mails: receipts with a link to watch on another device and the consents they gave, a welcome, links to set a new password, news of a payment that was being checked.
