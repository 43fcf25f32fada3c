"""Messages: mails to customers, written in the causing transaction."""
