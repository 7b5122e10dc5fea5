"""policies changed by events"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing could write to the earlier table but code that is gone with it.
    op.drop_table("policies")
    op.create_table(
        "policies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("policies_pkey")),
    )


def downgrade() -> None:
    op.drop_table("policies")
    op.create_table(
        "policies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "name", "version", name=op.f("policies_pkey")),
        info={"scope": "county"},
    )
