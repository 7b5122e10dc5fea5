"""Proposals of a session shared out to be read blind, and the texts that are read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allotments",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("assessors", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("allotments_pkey")),
    )
    op.create_index(op.f("allotments_county_session_id_idx"), "allotments", ["county", "session_id"], unique=False)
    op.create_table(
        "reading_texts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("analysis", sa.Text(), nullable=False),
        sa.Column("suggestions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county", "proposal_id", name=op.f("reading_texts_pkey")),
    )


def downgrade() -> None:
    op.drop_table("reading_texts")
    op.drop_table("allotments")
