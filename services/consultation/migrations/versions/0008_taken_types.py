"""Which types of event each consumer has applied from the beginning: one that it takes up later is caught up first."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TAKEN = (
    "ProposalAdmitted", "ProposalFiled", "ProposalMergedInto", "ProposalUnmerged", "ProposalWithdrawn",
    "RehandlingOrdered", "SupervisionClosed", "ClosedUnsigned",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "taken_types",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "type", name="taken_types_pkey"),
    )
    # Stores from before units were consumed have none: their history is read once, when the consumer starts next.
    types = ", ".join(f"'cppcc.{name}.v1'" for name in TAKEN)
    op.execute(
        f"INSERT INTO taken_types SELECT 'consultation', type FROM unnest(ARRAY[{types}]) AS type "
        "WHERE EXISTS (SELECT FROM inbox WHERE consumer = 'consultation') AND NOT EXISTS (SELECT FROM units)"
    )
