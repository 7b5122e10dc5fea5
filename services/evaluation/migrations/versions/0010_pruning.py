"""Answers to repeated requests are found by their age."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("idempotency_county_created_at_idx"), "idempotency", ["county", "created_at"], unique=False)
