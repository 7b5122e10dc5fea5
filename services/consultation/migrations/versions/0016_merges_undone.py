"""Of which matters a merge was undone after their admission."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# A row must stay what its events fold to.
REFOLD = ("UPDATE assignments SET state = left(state, -1) || ',\"merge_undone\":false}'",)


def upgrade() -> None:
    op.add_column("matters", sa.Column("merge_undone", sa.Boolean(), server_default="false", nullable=False))
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
