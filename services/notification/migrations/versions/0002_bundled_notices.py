"""What falls due by the hundred is one notice a day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bundled_notices",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "notice_id", "about", name=op.f("bundled_notices_pkey")),
    )


def downgrade() -> None:
    op.drop_table("bundled_notices")
