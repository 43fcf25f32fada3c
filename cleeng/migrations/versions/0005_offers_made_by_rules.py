"""Offers made by rules

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "protected_video",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("video_id", sa.String(length=255), nullable=False),
        sa.Column("rule", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "number"],
            ["offer.publisher_id", "offer.number"],
            name=op.f("fk_protected_video_publisher_id_offer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "video_id", "rule", name=op.f("pk_protected_video")),
    )


def downgrade() -> None:
    op.drop_table("protected_video")
