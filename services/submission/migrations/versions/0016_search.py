"""Texts are indexed by their words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(collation="C"), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("involved", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=True),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("units", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("tokens", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", "part", name=op.f("search_documents_pkey")),
    )
    op.create_index("search_documents_newest_idx", "search_documents", ["county", "at", "id"], unique=False)
    op.create_index(
        "search_documents_tokens_idx",
        "search_documents",
        ["tokens"],
        unique=False,
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    # Rows stay narrow: words and text are kept beside them, and nothing is counted of either.
    op.execute("ALTER TABLE search_documents SET (toast_tuple_target = 256)")
    op.execute("ALTER TABLE search_documents ALTER COLUMN tokens SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE search_documents ALTER COLUMN tokens SET STATISTICS 0")
    op.execute("ALTER TABLE search_documents ALTER COLUMN body SET STATISTICS 0")
    op.create_table(
        "search_facts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "proposal_id", name=op.f("search_facts_pkey")),
    )
    op.create_table(
        "search_assignments",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("missed_version", sa.Integer(), nullable=False),
        sa.Column("due_cycle", sa.Integer(), nullable=False),
        sa.Column("replied_cycle", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "assignment_id", name=op.f("search_assignments_pkey")),
    )
    op.create_index(op.f("search_assignments_county_proposal_id_idx"), "search_assignments", ["county", "proposal_id"])
    op.create_table(
        "search_replies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("search_replies_pkey")),
    )
    op.create_index(op.f("search_replies_county_proposal_id_idx"), "search_replies", ["county", "proposal_id"])


def downgrade() -> None:
    op.drop_table("search_replies")
    op.drop_table("search_assignments")
    op.drop_table("search_facts")
    op.execute("DROP VIEW IF EXISTS search_scoped")
    op.drop_table("search_documents")
