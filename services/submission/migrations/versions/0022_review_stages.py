"""Proposals are reviewed in stages."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("disagreed", sa.Boolean(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("reviews_pkey")),
    )
    op.create_index("reviews_group_idx", "reviews", ["county", "group_id", "status"])
    op.create_table(
        "review_queue",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("reviewer_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("near", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "reviewer_id", "proposal_id", name=op.f("review_queue_pkey")),
    )
    op.create_index("review_queue_due_idx", "review_queue", ["county", "reviewer_id", "due", "proposal_id"])
    op.create_index("review_queue_proposal_idx", "review_queue", ["county", "proposal_id"])
