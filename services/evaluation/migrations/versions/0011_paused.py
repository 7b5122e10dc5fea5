"""A date whose time stands still is neither overdue nor late."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fact_handlings", sa.Column("paused", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("fact_handlings", "paused")
