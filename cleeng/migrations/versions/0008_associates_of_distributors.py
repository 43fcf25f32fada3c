"""Associates of distributors

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "associate",
        sa.Column("publisher_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("distributor_id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distributor_id"], ["publisher.id"], name=op.f("fk_associate_distributor_id_publisher")
        ),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_associate_publisher_id_publisher")),
        sa.PrimaryKeyConstraint("publisher_id", name=op.f("pk_associate")),
        sa.UniqueConstraint("distributor_id", "email_key", name="uq_associate_email_key"),
    )


def downgrade() -> None:
    op.drop_table("associate")
