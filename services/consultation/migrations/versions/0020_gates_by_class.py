"""What a step needs differs by the class of the proposal, and a closing may wait for it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# A row must stay what its events fold to.
REFOLD = ("UPDATE assignments SET state = left(state, -1) || ',\"closing_awaits\":[]}'",)


def upgrade() -> None:
    op.create_table(
        "supervised",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("supervision_class", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("supervised_pkey")),
    )
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
