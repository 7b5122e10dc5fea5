"""A proposal that was closed unsigned is known as closed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fact_proposals", sa.Column("closed_unsigned", sa.Boolean(), nullable=True))
