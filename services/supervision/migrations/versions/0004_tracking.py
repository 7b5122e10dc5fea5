"""tracking candidates, supervisions of archived proposals

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE oversights SET last_contact = (state::json ->> 'last_contact')::date,
       state = left(state, -1) || ',"archived_year":null,"finding":null}'"""


def upgrade() -> None:
    op.create_table(
        "tracking_candidates",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("archived_year", sa.Integer(), nullable=True),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("archived_number", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("planned", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("dissatisfied", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("unfinished", sa.Text(), nullable=True),
        sa.Column("recommended", sa.Text(), nullable=True),
        sa.Column("recommended_year", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("county", "proposal_id", name=op.f("tracking_candidates_pkey")),
    )
    op.add_column("oversights", sa.Column("archived_year", sa.Integer(), nullable=True))
    op.add_column("oversights", sa.Column("last_contact", sa.Date(), nullable=True))
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.drop_column("oversights", "last_contact")
    op.drop_column("oversights", "archived_year")
    op.drop_table("tracking_candidates")
