"""Orders to the units, and the numbers of their series."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("units", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("orders_pkey")),
    )
    op.create_index(
        op.f("orders_county_proposal_id_kind_idx"), "orders", ["county", "proposal_id", "kind"], unique=True
    )
    op.create_index(
        op.f("orders_county_kind_year_sequence_idx"), "orders", ["county", "kind", "year", "sequence"], unique=True
    )
    op.create_table(
        "order_numbers",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "kind", "year", name=op.f("order_numbers_pkey")),
    )
