"""Units are offered by what a proposal's filing, its topic and the directory say."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

AGAIN = ("ProposalAdmitted", "ProposalFiled", "UnitEnrolled", "MemberEnrolled", "BodyEnrolled")


def upgrade() -> None:
    op.add_column("matters", sa.Column("topic_group", sa.Text(), nullable=True))
    op.create_index(op.f("matters_county_topic_group_idx"), "matters", ["county", "topic_group"])
    op.add_column("originals", sa.Column("suggested_units", postgresql.JSONB(), nullable=True))
    op.add_column("units", sa.Column("committee", sa.Text(), nullable=True))
    op.create_table(
        "committees",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("committee", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "kind", "id", name=op.f("committees_pkey")),
    )
    # What these events say that was not kept so far is read once more, when the consumer starts next.
    types = ", ".join(f"'cppcc.{name}.v1'" for name in AGAIN)
    op.execute(f"DELETE FROM taken_types WHERE consumer = 'consultation' AND type IN ({types})")
