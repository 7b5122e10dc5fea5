"""Texts are indexed, so that similar ones are found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = "kind IN ('proposal','archive','reply')"


def upgrade() -> None:
    op.create_table(
        "similar_pending",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("queued", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("similar_pending_kind_check")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("similar_pending_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_index(op.f("similar_pending_queued_idx"), "similar_pending", ["queued"], unique=False)
    op.create_table(
        "similar_codes",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("code", postgresql.BIT(length=512), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("similar_codes_kind_check")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("similar_codes_pkey")),
    )
    op.create_table(
        "similar_vectors",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("similar_vectors_pkey")),
    )
    op.create_table(
        "similar_replies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("similar_replies_pkey")),
    )
    op.create_table(
        "similar_tenants",
        sa.Column("tenant", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("similar_tenants_pkey")),
        info={"scope": "shared"},
    )


def downgrade() -> None:
    op.drop_table("similar_tenants")
    op.drop_table("similar_replies")
    op.drop_table("similar_vectors")
    op.drop_table("similar_codes")
    op.drop_index(op.f("similar_pending_queued_idx"), table_name="similar_pending")
    op.drop_table("similar_pending")
