"""Assignments may be urgent."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# A row must stay what its events fold to.
REFOLD = ("UPDATE assignments SET state = left(state, -1) || ',\"urgent\":false}'",)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
