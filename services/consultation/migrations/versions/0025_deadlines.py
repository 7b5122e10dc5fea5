"""A desk shows by when supervision wants an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deadlines",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("running", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "assignment_id", name=op.f("deadlines_pkey")),
    )
    op.create_index(op.f("deadlines_county_proposal_id_idx"), "deadlines", ["county", "proposal_id"])
