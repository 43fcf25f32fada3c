"""Subscriptions that somebody else charges

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_subscription",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("subscription_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "subscription_id"],
            ["subscription.publisher_id", "subscription.id"],
            name=op.f("fk_external_subscription_publisher_id_subscription"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "subscription_id", name=op.f("pk_external_subscription")),
    )
    with op.batch_alter_table("external_subscription", schema=None) as batch_op:
        batch_op.create_index(
            "uq_external_subscription_reference",
            ["publisher_id", "gateway", "reference"],
            unique=True,
            sqlite_where=sa.text("reference <> ''"),
            postgresql_where=sa.text("reference <> ''"),
        )


def downgrade() -> None:
    with op.batch_alter_table("external_subscription", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_external_subscription_reference",
            sqlite_where=sa.text("reference <> ''"),
            postgresql_where=sa.text("reference <> ''"),
        )

    op.drop_table("external_subscription")
