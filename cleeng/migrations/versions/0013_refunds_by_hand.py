"""Refunds by hand

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.String(length=255), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(
            sa.Column("failure_code", sa.String(length=100), server_default=sa.text("''"), nullable=False)
        )
        batch_op.alter_column(
            "reason", existing_type=sa.VARCHAR(length=64), type_=sa.String(length=200), existing_nullable=False
        )
        batch_op.create_index("ix_refund_payment", ["publisher_id", "payment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.drop_index("ix_refund_payment")
        batch_op.alter_column(
            "reason", existing_type=sa.String(length=200), type_=sa.VARCHAR(length=64), existing_nullable=False
        )
        batch_op.drop_column("failure_code")
        batch_op.drop_column("reference")
