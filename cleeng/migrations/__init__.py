"""Alembic's environment and revisions.

On SQLite `batch_alter_table` makes a table anew wherever a column or constraint changes, and its triggers are gone.
Those of `invoice`, `invoice_line` and `invoice_tax` keep what was issued as it is: a revision that changes one of these
tables puts them back, as revision 0016 made them.
"""
