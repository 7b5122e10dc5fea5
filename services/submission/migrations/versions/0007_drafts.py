"""What a member is writing is saved as it is typed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('open','filed','discarded')", name=op.f("drafts_state_check")),
        sa.CheckConstraint("(state = 'filed') = (proposal_id IS NOT NULL)", name=op.f("drafts_filed_check")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("drafts_pkey")),
    )
    op.create_index(op.f("drafts_county_member_id_id_idx"), "drafts", ["county", "member_id", "id"], unique=False)
    op.create_table(
        "draft_versions",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "draft_id", "section", "version", name=op.f("draft_versions_pkey")),
    )
