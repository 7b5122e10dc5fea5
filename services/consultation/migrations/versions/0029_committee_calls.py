"""Signatures that call for the committee's consultation."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "committee_calls",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("reply_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("county", "proposal_id", "reply_id", "member_id", name=op.f("committee_calls_pkey")),
    )


def downgrade() -> None:
    op.drop_table("committee_calls")
