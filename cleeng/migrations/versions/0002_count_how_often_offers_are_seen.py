"""Count how often offers are seen.

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "offer_impression",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_offer_impression_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "number", "day", name=op.f("pk_offer_impression")),
    )


def downgrade() -> None:
    op.drop_table("offer_impression")
