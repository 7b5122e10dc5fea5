"""A file that is open for review is nobody else's to decide."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edit_locks",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "proposal_id", name=op.f("edit_locks_pkey")),
    )
