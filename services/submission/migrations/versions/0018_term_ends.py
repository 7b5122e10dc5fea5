"""The end of a term retires members, who finish what is open."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Whoever was retired before was so by somebody's decision; rows must still be what their events fold to.
REFOLD = ("UPDATE members SET state = left(state, -1) || ',\"carries_on\":false}'",)


def upgrade() -> None:
    op.add_column("members", sa.Column("carries_on", sa.Boolean(), nullable=True))
    op.add_column("members", sa.Column("term", sa.Integer(), nullable=True))
    op.execute("UPDATE members SET carries_on = false, term = (state::json ->> 'term')::integer")
    op.alter_column("members", "carries_on", nullable=False)
    op.alter_column("members", "term", nullable=False)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
