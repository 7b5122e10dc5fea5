"""what the public reads: texts with consent, replies, units' names, sessions and categories"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# With what takes proposers away again: read alone, an admission would give them back.
AGAIN = ("MergeUndone", "ProposalAdmitted", "ReplyIssued")


def upgrade() -> None:
    op.create_table(
        "proposal_texts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("text", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("county", "proposal_id", name=op.f("proposal_texts_pkey")),
    )
    op.create_table(
        "units",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "unit_id", name=op.f("units_pkey")),
    )
    op.create_table(
        "sessions",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "session_id", name=op.f("sessions_pkey")),
    )
    op.add_column("dossiers", sa.Column("topic_group", sa.Text(), nullable=True))
    op.add_column("handlers", sa.Column("reply", postgresql.JSONB(), nullable=True))
    op.create_index(op.f("publications_county_proposal_id_idx"), "publications", ["county", "proposal_id"])
    # What these events say that was not kept so far is read once more, when the consumer starts next.
    types = ", ".join(f"'cppcc.{name}.v1'" for name in AGAIN)
    op.execute(f"DELETE FROM taken_types WHERE consumer = 'conversion' AND type IN ({types})")


def downgrade() -> None:
    op.drop_index(op.f("publications_county_proposal_id_idx"), "publications")
    op.drop_column("handlers", "reply")
    op.drop_column("dossiers", "topic_group")
    for table in ("sessions", "units", "proposal_texts"):
        op.drop_table(table)
