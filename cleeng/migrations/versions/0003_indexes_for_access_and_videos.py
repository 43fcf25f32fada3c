"""Indexes for the access check, and for offers by video

Revision: 0003
Follows: 0002
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CUSTOMERS = ["publisher_id", "customer_id", "offer_number"]


def upgrade() -> None:
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.drop_index("ix_entitlement_customer")
        batch_op.create_index("ix_entitlement_customer", [*CUSTOMERS, "revoked_at", "expires_at"], unique=False)
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_video", ["publisher_id", "video_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index("ix_offer_video")
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.drop_index("ix_entitlement_customer")
        batch_op.create_index("ix_entitlement_customer", CUSTOMERS, unique=False)
