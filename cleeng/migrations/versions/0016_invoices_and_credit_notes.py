"""Invoices and credit notes

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FINAL = ("invoice", "invoice_line", "invoice_tax")


def upgrade() -> None:
    op.create_table(
        "invoice_counter",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["publisher.id"], name=op.f("fk_invoice_counter_publisher_id_publisher")
        ),
        sa.PrimaryKeyConstraint("publisher_id", "series", name=op.f("pk_invoice_counter")),
    )
    op.create_table(
        "invoice",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=48), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.String(length=32), nullable=True),
        sa.Column("refund_id", sa.String(length=64), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("seller", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("buyer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'credit_note') = (original_id IS NOT NULL)", name=op.f("ck_invoice_credits_an_invoice")
        ),
        sa.CheckConstraint("total_minor > 0 AND net_minor + tax_minor = total_minor", name=op.f("ck_invoice_adds_up")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_invoice_publisher_id_customer"),
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "order_id"],
            ["customer_order.publisher_id", "customer_order.id"],
            name=op.f("fk_invoice_publisher_id_customer_order"),
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "original_id"], ["invoice.publisher_id", "invoice.id"], name="fk_invoice_original"
        ),
        sa.ForeignKeyConstraint(
            ["publisher_id", "refund_id"],
            ["refund.publisher_id", "refund.id"],
            name=op.f("fk_invoice_publisher_id_refund"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("publisher_id", "refund_id", name="uq_invoice_refund"),
        sa.UniqueConstraint("publisher_id", "series", "sequence", name="uq_invoice_sequence"),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_customer", ["publisher_id", "customer_id", "issued_at"], unique=False)
        batch_op.create_index("ix_invoice_issued_on", ["publisher_id", "issued_on"], unique=False)
        batch_op.create_index("ix_invoice_original", ["publisher_id", "original_id"], unique=False)
        batch_op.create_index(
            "uq_invoice_order",
            ["publisher_id", "order_id"],
            unique=True,
            sqlite_where=sa.text("kind = 'invoice'"),
            postgresql_where=sa.text("kind = 'invoice'"),
        )

    op.create_table(
        "invoice_line",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("net_minor >= 0 AND tax_minor >= 0", name=op.f("ck_invoice_line_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "invoice_id"],
            ["invoice.publisher_id", "invoice.id"],
            name=op.f("fk_invoice_line_publisher_id_invoice"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "invoice_id", "position", name=op.f("pk_invoice_line")),
    )
    op.create_table(
        "invoice_tax",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("invoice_id", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("jurisdiction", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("local", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint("net_minor >= 0 AND tax_minor >= 0", name=op.f("ck_invoice_tax_not_negative")),
        sa.ForeignKeyConstraint(
            ["publisher_id", "invoice_id", "line"],
            ["invoice_line.publisher_id", "invoice_line.invoice_id", "invoice_line.position"],
            name=op.f("fk_invoice_tax_publisher_id_invoice_line"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "invoice_id", "line", "position", name=op.f("pk_invoice_tax")),
    )
    _refuse_changes()


def _refuse_changes() -> None:
    """Have the database itself keep what was issued as it is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
            " BEGIN RAISE EXCEPTION 'what was issued is final: % refuses %', TG_TABLE_NAME, TG_OP; END $$"
        )
        for table in FINAL:
            op.execute(
                f"CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
    else:
        for table in FINAL:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, 'what was issued is final: {table} refuses {change}'); END"
                )


def downgrade() -> None:
    op.drop_table("invoice_tax")
    op.drop_table("invoice_line")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invoice_order", sqlite_where=sa.text("kind = 'invoice'"), postgresql_where=sa.text("kind = 'invoice'")
        )
        batch_op.drop_index("ix_invoice_original")
        batch_op.drop_index("ix_invoice_issued_on")
        batch_op.drop_index("ix_invoice_customer")

    op.drop_table("invoice")
    op.drop_table("invoice_counter")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
