"""Campaigns, codes and their uses; what orders and subscriptions have of them

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coupon_campaign",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("discount_hundredths", sa.Integer(), nullable=False),
        sa.Column("max_usages", sa.Integer(), nullable=False),
        sa.Column("usage_per_code", sa.Integer(), nullable=False),
        sa.Column("usage_per_user", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("associate_email", sa.String(length=255), nullable=False),
        sa.Column("first_period", sa.Boolean(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("method_required", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "discount_hundredths BETWEEN 0 AND 10000", name=op.f("ck_coupon_campaign_discount_is_a_share")
        ),
        sa.CheckConstraint(
            "used >= 0 AND (max_usages = 0 OR used <= max_usages)", name=op.f("ck_coupon_campaign_used_within_limit")
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["publisher.id"], name=op.f("fk_coupon_campaign_publisher_id_publisher")
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_coupon_campaign")),
    )
    with op.batch_alter_table("coupon_campaign", schema=None) as batch_op:
        batch_op.create_index("ix_coupon_campaign_kind", ["publisher_id", "kind", "created_at", "id"], unique=False)

    op.create_table(
        "coupon_code",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_coupon_code_used_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "campaign_id"],
            ["coupon_campaign.publisher_id", "coupon_campaign.id"],
            name=op.f("fk_coupon_code_publisher_id_coupon_campaign"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "code", name=op.f("pk_coupon_code")),
    )
    with op.batch_alter_table("coupon_code", schema=None) as batch_op:
        batch_op.create_index(
            "ix_coupon_code_campaign", ["publisher_id", "campaign_id", "created_at", "code"], unique=False
        )

    op.create_table(
        "coupon_redemption",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redeemed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publisher_id", "code"],
            ["coupon_code.publisher_id", "coupon_code.code"],
            name=op.f("fk_coupon_redemption_publisher_id_coupon_code"),
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "order_id"],
            ["customer_order.publisher_id", "customer_order.id"],
            name=op.f("fk_coupon_redemption_publisher_id_customer_order"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_coupon_redemption")),
        sa.UniqueConstraint("publisher_id", "code", "customer_id", "slot", name="uq_coupon_redemption_slot"),
        sa.UniqueConstraint("publisher_id", "order_id", name="uq_coupon_redemption_order"),
    )
    with op.batch_alter_table("coupon_redemption", schema=None) as batch_op:
        batch_op.create_index("ix_coupon_redemption_due", ["due_at"], unique=False)

    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("coupon_code", sa.String(length=40), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("campaign_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("discount_minor", sa.BigInteger(), nullable=False, server_default="0"))

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("coupon_code", sa.String(length=40), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("discount_hundredths", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("discount_from", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("discount_periods", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_column("discount_periods")
        batch_op.drop_column("discount_from")
        batch_op.drop_column("discount_hundredths")
        batch_op.drop_column("coupon_code")

    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.drop_column("discount_minor")
        batch_op.drop_column("campaign_id")
        batch_op.drop_column("coupon_code")

    with op.batch_alter_table("coupon_redemption", schema=None) as batch_op:
        batch_op.drop_index("ix_coupon_redemption_due")

    op.drop_table("coupon_redemption")
    with op.batch_alter_table("coupon_code", schema=None) as batch_op:
        batch_op.drop_index("ix_coupon_code_campaign")

    op.drop_table("coupon_code")
    with op.batch_alter_table("coupon_campaign", schema=None) as batch_op:
        batch_op.drop_index("ix_coupon_campaign_kind")

    op.drop_table("coupon_campaign")
