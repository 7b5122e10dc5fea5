"""What members did, as events tell it; awards may be revoked; candidates for excellent proposals in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_acts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("members", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "proposal_id", "event_id", name=op.f("ledger_acts_pkey")),
    )
    op.create_index("ledger_acts_day_idx", "ledger_acts", ["county", "day"], unique=False)
    op.create_table(
        "excellent_selections",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("excellent_selections_pkey")),
    )
    # Until now none was ever revoked.
    op.add_column("awards", sa.Column("status", sa.Text(), server_default="granted", nullable=False))
    op.alter_column("awards", "status", server_default=None)


def downgrade() -> None:
    op.drop_column("awards", "status")
    op.drop_table("excellent_selections")
    op.drop_table("ledger_acts")
