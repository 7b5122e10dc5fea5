"""What became of a proposal, for the chain."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_replies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("reply_id", sa.Text(), nullable=False),
        sa.Column("reply_version", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("answer_class", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "reply_id", "reply_version", name=op.f("chain_replies_pkey")),
    )
    op.create_table(
        "chain_outcomes",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("achieved_on", sa.Date(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "outcome_id", name=op.f("chain_outcomes_pkey")),
    )
    for table in ("chain_replies", "chain_outcomes"):
        op.create_index(op.f(f"{table}_county_proposal_id_idx"), table, ["county", "proposal_id"], unique=False)
