"""Devices that customers watch on

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_device",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.String(length=255), nullable=False),
        sa.Column("device_type", sa.String(length=255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_customer_device_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "customer_id", "device_id", name=op.f("pk_customer_device")),
    )


def downgrade() -> None:
    op.drop_table("customer_device")
