"""How subscriptions end

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cancelled_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("cancellation_reason", sa.String(length=500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("terminated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_subscription_cancelled", ["publisher_id", "cancelled_at"], unique=False)
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.alter_column("cancellation_reason", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_cancelled")
        batch_op.drop_column("terminated_at")
        batch_op.drop_column("cancellation_reason")
        batch_op.drop_column("cancelled_by")
        batch_op.drop_column("cancelled_at")
