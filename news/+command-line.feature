`cleeng` upgrades the database, brings publishers in line with their inis and keeps their API tokens.
