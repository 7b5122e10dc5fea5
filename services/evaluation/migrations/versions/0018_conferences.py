"""How each county's conference is called, for figures side by side and for reports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fact_conferences",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("told_by", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("county", name=op.f("fact_conferences_pkey")),
    )


def downgrade() -> None:
    op.drop_table("fact_conferences")
