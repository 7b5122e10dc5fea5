"""Units end, and others take over from them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("units", sa.Column("successor_id", sa.Text(), nullable=True))
    op.add_column("units", sa.Column("ended_on", sa.Date(), nullable=True))
