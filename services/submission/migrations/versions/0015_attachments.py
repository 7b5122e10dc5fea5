"""Files are attached to drafts and proposals."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# A proposal that was filed before has none; its row must still be what its events fold to.
REFOLD = ("UPDATE proposals SET state = left(state, -1) || ',\"attachments\":[]}'",)


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Text(), nullable=True),
        sa.Column("proposal_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("scanned", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("draft_id IS NOT NULL OR proposal_id IS NOT NULL", name=op.f("attachments_of_check")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("attachments_pkey")),
    )
    for column in ("draft_id", "proposal_id", "sha256"):
        op.create_index(op.f(f"attachments_county_{column}_idx"), "attachments", ["county", column], unique=False)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
