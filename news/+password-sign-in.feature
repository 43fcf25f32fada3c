Viewers sign in with their e-mail address and a password, kept as an argon2id hash.
