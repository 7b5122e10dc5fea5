"""What units and proposers say of each other's work."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mutual_reviews",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("mutual_reviews_pkey")),
    )
    for column in ("proposal_id", "unit_id"):
        name = op.f(f"mutual_reviews_county_{column}_idx")
        op.create_index(name, "mutual_reviews", ["county", column], unique=False)


def downgrade() -> None:
    op.drop_table("mutual_reviews")
