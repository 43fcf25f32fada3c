"""Offers in several countries, bundles, videos on demand, prices for a while, and how many offers there are

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
ASKED = ["publisher_id", "customer_id", "offer_number", "revoked_at", "expires_at"]
OFFER = ["offer.publisher_id", "offer.number"]


def upgrade() -> None:
    _localizations()
    _entitlements()
    op.execute("CREATE TEMPORARY TABLE tag_of_all AS SELECT publisher_id, number, use, tag FROM offer_tag")
    op.drop_table("offer_tag")
    _create_tags(sa.Column("country", sa.String(length=2), nullable=False))
    op.execute(
        "INSERT INTO offer_tag (publisher_id, number, use, tag, country) "
        "SELECT t.publisher_id, t.number, t.use, t.tag, l.country FROM tag_of_all t "
        "JOIN offer_localization l ON l.publisher_id = t.publisher_id AND l.number = t.number"
    )
    op.execute("DROP TABLE tag_of_all")
    _links()
    _counts()
    op.create_index("ix_offer_list", "offer", ["publisher_id", "type", "active", "created_at", "number"])


def downgrade() -> None:
    op.drop_index("ix_offer_list", "offer")
    op.drop_table("offer_count")
    op.drop_table("offer_link")
    op.execute("CREATE TEMPORARY TABLE tag_of_all AS SELECT DISTINCT publisher_id, number, use, tag FROM offer_tag")
    op.drop_table("offer_tag")
    _create_tags()
    op.execute(
        "INSERT INTO offer_tag (publisher_id, number, use, tag) SELECT publisher_id, number, use, tag FROM tag_of_all"
    )
    op.execute("DROP TABLE tag_of_all")
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.drop_index("ix_entitlement_offer")
        batch_op.drop_index("ix_entitlement_customer")
        batch_op.drop_column("offer_country")
        batch_op.create_index("ix_entitlement_customer", ASKED, unique=False)
    with op.batch_alter_table("offer_localization", schema=None) as batch_op:
        batch_op.drop_column("price_rules")
        batch_op.drop_column("details")


def _localizations() -> None:
    with op.batch_alter_table("offer_localization", schema=None) as batch_op:
        batch_op.add_column(sa.Column("details", JSON, nullable=False, server_default=sa.text("'{}'")))
        batch_op.add_column(sa.Column("price_rules", JSON, nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("offer_localization", schema=None) as batch_op:
        batch_op.alter_column("details", server_default=None)
        batch_op.alter_column("price_rules", server_default=None)


def _entitlements() -> None:
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offer_country", sa.String(length=2), nullable=False, server_default=""))
    op.execute(
        "UPDATE entitlement SET offer_country = (SELECT o.offer_country FROM customer_order o "
        "WHERE o.publisher_id = entitlement.publisher_id AND o.id = entitlement.order_id) WHERE order_id IS NOT NULL"
    )
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.alter_column("offer_country", server_default=None)
        batch_op.drop_index("ix_entitlement_customer")
        batch_op.create_index("ix_entitlement_customer", [*ASKED, "offer_country"], unique=False)
        batch_op.create_index("ix_entitlement_offer", ["publisher_id", "offer_number", "expires_at"], unique=False)


def _create_tags(*country: sa.Column[str]) -> None:
    op.create_table(
        "offer_tag",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("use", sa.String(length=32), nullable=False),
        sa.Column("tag", sa.String(length=100), nullable=False),
        *country,
        sa.ForeignKeyConstraint(["publisher_id", "number"], OFFER, name=op.f("fk_offer_tag_publisher_id_offer")),
        sa.PrimaryKeyConstraint(
            "publisher_id", "number", "use", "tag", *(c.name for c in country), name=op.f("pk_offer_tag")
        ),
    )
    op.create_index("ix_offer_tag_tag", "offer_tag", ["publisher_id", "tag"])


def _links() -> None:
    op.create_table(
        "offer_link",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id", "number"], OFFER, name=op.f("fk_offer_link_number_offer")),
        sa.ForeignKeyConstraint(["publisher_id", "opened_by"], OFFER, name=op.f("fk_offer_link_opened_by_offer")),
        sa.PrimaryKeyConstraint("publisher_id", "number", "opened_by", name=op.f("pk_offer_link")),
    )
    op.create_index("ix_offer_link_opened_by", "offer_link", ["publisher_id", "opened_by"])


def _counts() -> None:
    op.create_table(
        "offer_count",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("versions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_offer_count_publisher_id_publisher")),
        sa.PrimaryKeyConstraint("publisher_id", "type", "active", name=op.f("pk_offer_count")),
    )
    op.execute(
        "INSERT INTO offer_count (publisher_id, type, active, versions) "
        "SELECT o.publisher_id, o.type, o.active, count(*) FROM offer o "
        "JOIN offer_localization l ON l.publisher_id = o.publisher_id AND l.number = o.number "
        "GROUP BY o.publisher_id, o.type, o.active"
    )
