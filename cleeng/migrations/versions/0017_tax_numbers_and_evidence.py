"""Tax numbers and evidence

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prepared_tax",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("publisher_id", "rule", "place", name=op.f("pk_prepared_tax")),
    )
    op.create_table(
        "tax_evidence",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("publisher_id", "number", name=op.f("pk_tax_evidence")),
        sa.UniqueConstraint("publisher_id", "order_id", name="uq_tax_evidence_order"),
    )
    op.create_table(
        "tax_evidence_head",
        sa.Column("publisher_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("publisher_id", name=op.f("pk_tax_evidence_head")),
    )
    op.create_table(
        "tax_number",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("typed", sa.String(length=30), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("consultation", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("publisher_id", "country", "typed", name=op.f("pk_tax_number")),
    )
    with op.batch_alter_table("tax_number", schema=None) as batch_op:
        batch_op.create_index("ix_tax_number_due", ["due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tax_number", schema=None) as batch_op:
        batch_op.drop_index("ix_tax_number_due")

    op.drop_table("tax_number")
    op.drop_table("tax_evidence_head")
    op.drop_table("tax_evidence")
    op.drop_table("prepared_tax")
