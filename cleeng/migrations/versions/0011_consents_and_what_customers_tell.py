"""Consents and what customers tell

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capture",
        sa.Column("publisher_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["publisher.id"], name=op.f("fk_capture_publisher_id_publisher")),
        sa.PrimaryKeyConstraint("publisher_id", name=op.f("pk_capture")),
    )
    op.create_table(
        "capture_question",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("enabled_by_default", sa.Boolean(), nullable=False),
        sa.Column("value", sa.String(length=2000), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id"], ["publisher.id"], name=op.f("fk_capture_question_publisher_id_publisher")
        ),
        sa.PrimaryKeyConstraint("publisher_id", "key", name=op.f("pk_capture_question")),
    )
    op.create_table(
        "consent_answer",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_consent_answer_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "id", name=op.f("pk_consent_answer")),
    )
    with op.batch_alter_table("consent_answer", schema=None) as batch_op:
        batch_op.create_index("ix_consent_answer_customer", ["publisher_id", "customer_id", "name", "id"], unique=False)

    op.create_table(
        "personal_data",
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["publisher_id", "customer_id"],
            ["customer.publisher_id", "customer.id"],
            name=op.f("fk_personal_data_publisher_id_customer"),
        ),
        sa.PrimaryKeyConstraint("publisher_id", "customer_id", name=op.f("pk_personal_data")),
    )


def downgrade() -> None:
    op.drop_table("personal_data")
    with op.batch_alter_table("consent_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_answer_customer")

    op.drop_table("consent_answer")
    op.drop_table("capture_question")
    op.drop_table("capture")
