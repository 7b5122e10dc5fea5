"""Dates carry their computation as data; they are paused, and extensions are asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FIELDS = '"trace":[],"role":null,"urgent":false,"decided_at":null,"asked":null,"paused_on":null,"pause":null'
# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = f"UPDATE deadlines SET state = left(state, -1) || ',{FIELDS}}}'"


def upgrade() -> None:
    op.add_column("deadlines", sa.Column("asked", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("admitted", sa.Column("channel", sa.Text(), nullable=True))
    # Another proposal's terms may depend on it from now on; of those before, it is unknown until they are read again.
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE deadlines SET state = regexp_replace(state, ',\"trace\":.*$', '}')")
    op.drop_column("admitted", "channel")
    op.drop_column("deadlines", "asked")
