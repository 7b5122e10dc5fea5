"""Topics are suggested by members, bodies, units and the public."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topic_suggestions",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("suggester", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("topic_suggestions_pkey")),
    )
    op.create_index("topic_suggestions_suggester_idx", "topic_suggestions", ["county", "suggester", "id"])
    op.create_index("topic_suggestions_status_idx", "topic_suggestions", ["county", "status", "id"])
    op.create_index("topic_suggestions_merged_idx", "topic_suggestions", ["county", "merged_into"])
    op.create_table(
        "suggestion_contacts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("suggestion_id", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "suggestion_id", name=op.f("suggestion_contacts_pkey")),
    )
    op.create_table(
        "public_intake",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("county", "day", "sender", name=op.f("public_intake_pkey")),
    )
    op.add_column("suggested_topics", sa.Column("source", sa.Text(), nullable=True))
    op.get_bind().exec_driver_sql("UPDATE suggested_topics SET source = 'outcome'")
    op.alter_column("suggested_topics", "source", nullable=False)
    op.alter_column("suggested_topics", "proposal_id", nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM suggested_topics WHERE proposal_id IS NULL")
    op.alter_column("suggested_topics", "proposal_id", nullable=False)
    op.drop_column("suggested_topics", "source")
    op.drop_table("public_intake")
    op.drop_table("suggestion_contacts")
    op.drop_table("topic_suggestions")
