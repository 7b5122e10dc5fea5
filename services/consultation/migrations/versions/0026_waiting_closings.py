"""What waits to be closed is looked at again when the county's gates change."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# By which version those were judged that wait already, nobody knows: they are looked at once.
WAITING = """INSERT INTO waiting_closings SELECT county, id, -1 FROM assignments
    WHERE status = 'replied' AND jsonb_array_length(state::jsonb -> 'closing_awaits') > 0"""


def upgrade() -> None:
    op.create_table(
        "waiting_closings",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "assignment_id", name=op.f("waiting_closings_pkey")),
    )
    op.execute(WAITING)
