"""Archived proposals have texts."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# A row must stay what its events fold to.
REFOLD = ("UPDATE archived_proposals SET state = left(state, -1) || ',\"text\":null}'",)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
