"""Evidence is kept

Revision: 0020
Follows: 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

#: Until when a row is kept, as each database says it.
KEPT = {"postgresql": "OLD.keep_until >= CURRENT_DATE", "sqlite": "OLD.keep_until >= date('now')"}


def upgrade() -> None:
    """Have the database itself keep evidence as it is, and until its time is over."""
    dialect = op.get_bind().dialect.name
    _refuse("tax_evidence", "UPDATE")
    _refuse("tax_evidence", "DELETE", f"WHEN ({KEPT[dialect]})")
    _refuse("tax_evidence_head", "DELETE")


def _refuse(table: str, change: str, when: str = "") -> None:
    trigger = f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table} FOR EACH ROW {when}"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{trigger} EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, 'what was issued is final: {table} refuses {change}'); END")


def downgrade() -> None:
    on_table = op.get_bind().dialect.name == "postgresql"
    for table, change in (("tax_evidence", "update"), ("tax_evidence", "delete"), ("tax_evidence_head", "delete")):
        op.execute(f"DROP TRIGGER {table}_refuses_{change}" + (f" ON {table}" if on_table else ""))
