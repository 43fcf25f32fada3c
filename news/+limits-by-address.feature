One address makes only so many accounts, and asks for only so many mails, in a while.
