"""Which unit each open assignment is of, so that units read what they handle."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0036"
branch_labels = None
depends_on = None


AGAIN = ("AssignmentCancelled", "AssignmentIssued", "AssignmentReassigned")


def upgrade() -> None:
    op.add_column("open_assignments", sa.Column("unit_id", sa.Text()))
    # Whose those of before are is read once more, when the consumer starts next.
    types = ", ".join(f"'cppcc.{name}.v1'" for name in AGAIN)
    op.execute(f"DELETE FROM taken_types WHERE consumer = 'submission' AND type IN ({types})")


def downgrade() -> None:
    op.drop_column("open_assignments", "unit_id")
