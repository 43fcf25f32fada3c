"""Webhooks

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_endpoint",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["publisher.id"], name=op.f("fk_webhook_endpoint_publisher_id_publisher")
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_webhook_endpoint")),
        sa.UniqueConstraint("publisher_id", "topic", "url", name="uq_webhook_endpoint_url"),
    )


def downgrade() -> None:
    op.drop_table("webhook_endpoint")
