"""Each recommendation of tracking by what it is for, so that it can be taken back alone."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracking_recommendations",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "proposal_id", "source", name=op.f("tracking_recommendations_pkey")),
    )
    # So far all were of proposals that nothing came of.
    op.get_bind().exec_driver_sql(
        "INSERT INTO tracking_recommendations (county, proposal_id, source, reason, year) "
        "SELECT county, proposal_id, '', recommended, coalesce(recommended_year, 0) FROM tracking_candidates "
        "WHERE recommended IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("tracking_recommendations")
