"""What logins of one unit did in the name of another that it has taken over from."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_acts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("acting_unit", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "unit_id", "acting_unit", "act", "proposal_id", name=op.f("unit_acts_pkey")),
    )
