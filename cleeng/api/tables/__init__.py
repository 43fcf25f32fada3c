"""Tax by a table: files of dated rates and territories, and what the rules that come with one have in common."""
