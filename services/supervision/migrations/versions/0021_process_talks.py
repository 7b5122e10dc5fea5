"""Talks with members who are dissatisfied with the process alone."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "process_talks",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("process_talks_pkey")),
    )
    op.create_index(op.f("process_talks_county_member_id_idx"), "process_talks", ["county", "member_id"])
    op.create_index(op.f("process_talks_county_proposal_id_idx"), "process_talks", ["county", "proposal_id"])


def downgrade() -> None:
    op.drop_table("process_talks")
