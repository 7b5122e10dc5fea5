"""Which unit each open assignment is of, so that units read what they handle."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("open_assignments", sa.Column("unit_id", sa.Text()))


def downgrade() -> None:
    op.drop_column("open_assignments", "unit_id")
