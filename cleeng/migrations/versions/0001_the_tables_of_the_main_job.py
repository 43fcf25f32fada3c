"""The tables of the main job

Revision: 0001
Follows: nothing
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory")),
    )
    with op.batch_alter_table("directory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_publisher_id"), ["publisher_id"], unique=False)

    op.create_table(
        "gateway_notice",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("publisher_id", "gateway", "event_id", name=op.f("pk_gateway_notice")),
    )
    op.create_table(
        "outbox",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("handler", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("publisher_id", "handler", "dedupe_key", name="uq_outbox_dedupe_key"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_due", ["due_at"], unique=False)

    op.create_table(
        "publisher",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("clock_offset", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sandbox OR clock_offset = 0", name=op.f("ck_publisher_clock_moves_in_sandboxes_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publisher")),
    )
    op.create_table(
        "api_token",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_api_token_publisher_id_publisher")),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    )
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.create_index(
            "uq_api_token_name",
            ["publisher_id", "name"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "customer",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("email_verified", sa.Boolean(), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("external_id", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_customer_publisher_id_publisher")),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_customer")),
        sa.UniqueConstraint("publisher_id", "email_key", name="uq_customer_email_key"),
        sa.UniqueConstraint("publisher_id", "external_id", name="uq_customer_external_id"),
    )
    op.create_table(
        "offer",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("video_id", sa.String(length=255), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_offer_publisher_id_publisher")),
        sa.PrimaryKeyConstraint("publisher_id", "number", name=op.f("pk_offer")),
    )
    op.create_table(
        "customer_order",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("offer_country", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("quote", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("ip_country", sa.String(length=2), nullable=False),
        sa.Column("consents", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("external_data", sa.String(length=2000), nullable=False),
        sa.Column("referrer", sa.String(length=2000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_customer_order_total_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_customer_order_publisher_id_customer"),
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "offer_number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_customer_order_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_customer_order")),
    )
    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.create_index("ix_customer_order_customer", ["publisher_id", "customer_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_customer_order_open",
            ["publisher_id", "customer_id", "offer_number"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "customer_token",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_customer_token_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "token_hash", name=op.f("pk_customer_token")),
        sa.UniqueConstraint("token_hash", name="uq_customer_token_token_hash"),
    )
    with op.batch_alter_table("customer_token", schema=None) as batch_op:
        batch_op.create_index("ix_customer_token_customer", ["publisher_id", "customer_id"], unique=False)

    op.create_table(
        "entitlement",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_entitlement_publisher_id_customer"),
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "offer_number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_entitlement_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_entitlement")),
        sa.UniqueConstraint("publisher_id", "order_id", name="uq_entitlement_order_id"),
    )
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.create_index("ix_entitlement_customer", ["publisher_id", "customer_id", "offer_number"], unique=False)

    op.create_table(
        "linked_identity",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_linked_identity_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "provider", "subject", name=op.f("pk_linked_identity")),
    )
    with op.batch_alter_table("linked_identity", schema=None) as batch_op:
        batch_op.create_index("ix_linked_identity_customer", ["publisher_id", "customer_id"], unique=False)

    op.create_table(
        "offer_localization",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("free_periods", sa.Integer(), nullable=False),
        sa.Column("free_days", sa.Integer(), nullable=False),
        sa.Column("geo_rule", sa.String(length=32), nullable=False),
        sa.Column("geo_countries", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_offer_localization_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_offer_localization_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "number", "country", name=op.f("pk_offer_localization")),
    )
    op.create_table(
        "offer_tag",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_offer_tag_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "number", "use", "tag", name=op.f("pk_offer_tag")),
    )
    with op.batch_alter_table("offer_tag", schema=None) as batch_op:
        batch_op.create_index("ix_offer_tag_tag", ["publisher_id", "tag"], unique=False)

    op.create_table(
        "one_time_link",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("data", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_one_time_link_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "token_hash", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("token_hash", name="uq_one_time_link_token_hash"),
    )
    op.create_table(
        "payment_method",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=255), nullable=False),
        sa.Column("network_reference", sa.String(length=255), nullable=False),
        sa.Column("snapshot", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_payment_method_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_payment_method")),
        sa.UniqueConstraint("publisher_id", "gateway", "token", name="uq_payment_method_token"),
    )
    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.create_index("ix_payment_method_customer", ["publisher_id", "customer_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("offer_number", sa.Integer(), nullable=False),
        sa.Column("offer_country", sa.String(length=2), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("anchor_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trial_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_renewal_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_subscription_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_subscription_publisher_id_customer"),
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "offer_number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_subscription_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_customer", ["publisher_id", "customer_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=255), nullable=False),
        sa.Column("network_reference", sa.String(length=255), nullable=False),
        sa.Column("failure_kind", sa.String(length=32), nullable=False),
        sa.Column("failure_code", sa.String(length=100), nullable=False),
        sa.Column("advice", sa.String(length=32), nullable=False),
        sa.Column("snapshot", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("next_action", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("keep_method", sa.Boolean(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=True),
        sa.Column("surplus", sa.Boolean(), nullable=False),
        sa.Column("transaction_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_payment_amount_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "order_id"],
            ["customer_order.publisher_id", "customer_order.id"],
            name=op.f("fk_payment_publisher_id_customer_order"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_payment")),
        sa.UniqueConstraint("publisher_id", "transaction_id", name="uq_payment_transaction_id"),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index("ix_payment_due", ["due_at"], unique=False)
        batch_op.create_index("ix_payment_order", ["publisher_id", "order_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refund_amount_positive")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "payment_id"],
            ["payment.publisher_id", "payment.id"],
            name=op.f("fk_refund_publisher_id_payment"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_refund")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index("ix_refund_due", ["due_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.drop_index("ix_refund_due")

    op.drop_table("refund")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_order")
        batch_op.drop_index("ix_payment_due")

    op.drop_table("payment")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_customer")

    op.drop_table("subscription")
    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_method_customer")

    op.drop_table("payment_method")
    op.drop_table("one_time_link")
    with op.batch_alter_table("offer_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_tag_tag")

    op.drop_table("offer_tag")
    op.drop_table("offer_localization")
    with op.batch_alter_table("linked_identity", schema=None) as batch_op:
        batch_op.drop_index("ix_linked_identity_customer")

    op.drop_table("linked_identity")
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.drop_index("ix_entitlement_customer")

    op.drop_table("entitlement")
    with op.batch_alter_table("customer_token", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_token_customer")

    op.drop_table("customer_token")
    with op.batch_alter_table("customer_order", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_customer_order_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index("ix_customer_order_customer")

    op.drop_table("customer_order")
    op.drop_table("offer")
    op.drop_table("customer")
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_api_token_name",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.drop_table("api_token")
    op.drop_table("publisher")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_due")

    op.drop_table("outbox")
    op.drop_table("gateway_notice")
    with op.batch_alter_table("directory", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_publisher_id"))

    op.drop_table("directory")
