"""What boards over years, units and categories name: titles, categories, units, sessions; and what is public."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

AGAIN = (
    "ProposalFiled", "ProposalAdmitted", "ProposalDeclined", "ReconsiderationDecided", "ProposalMergedInto",
    "ProposalUnmerged", "MergeUndone", "ProposalWithdrawn",
    "ConsultationRecorded", "ConsultationConfirmed", "ConsultationDisputed", "ConsultationDisputeSettled",
)  # fmt: skip
"""Two of them say what was not kept so far; the others write the same columns after them, and so must be read again."""


def _fact(name: str, *columns: sa.Column[str] | sa.Column[int], key: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        *columns,
        sa.Column("told_by", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.PrimaryKeyConstraint("county", *key, name=op.f(f"{name}_pkey")),
    )


def upgrade() -> None:
    op.add_column("fact_proposals", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("fact_proposals", sa.Column("case_number", sa.Integer(), nullable=True))
    op.add_column("fact_proposals", sa.Column("category", sa.Text(), nullable=True))
    op.add_column("fact_proposals", sa.Column("publish_consent", sa.Boolean(), nullable=True))
    op.add_column("fact_consultations", sa.Column("beneficiaries", sa.Integer(), nullable=True))
    _fact(
        "fact_marks",
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        key=("proposal_id", "decided_by"),
    )
    _fact(
        "fact_units",
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        key=("unit_id",),
    )
    _fact(
        "fact_sessions",
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        key=("session_id",),
    )
    types = ", ".join(f"'cppcc.{name}.v1'" for name in AGAIN)
    op.execute(f"DELETE FROM taken_types WHERE consumer = 'evaluation' AND type IN ({types})")


def downgrade() -> None:
    for table in ("fact_sessions", "fact_units", "fact_marks"):
        op.drop_table(table)
    op.drop_column("fact_consultations", "beneficiaries")
    for column in ("publish_consent", "category", "case_number", "title"):
        op.drop_column("fact_proposals", column)
