"""Beneficiaries' ratings, and how many people an outcome came to."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AGAIN = ("OutcomeRecorded",)
"""It says what was not kept so far; what became of an outcome it does not touch."""


def upgrade() -> None:
    op.create_table(
        "beneficiary_ratings",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("form_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("beneficiary_ratings_pkey")),
    )
    for column in ("form_id", "proposal_id"):
        op.create_index(
            op.f(f"beneficiary_ratings_county_{column}_idx"), "beneficiary_ratings", ["county", column], unique=False
        )
    op.add_column("fact_outcomes", sa.Column("reach", sa.BigInteger(), nullable=True))
    types = ", ".join(f"'cppcc.{name}.v1'" for name in AGAIN)
    # A report whose figures were gathered before, and whose files come after: no figure is left out any more.
    op.execute(
        """UPDATE report_files SET data = convert_to((convert_from(data, 'UTF8')::jsonb - 'omitted')::text, 'UTF8')
           WHERE kind = 'figures'"""
    )
    op.execute(f"DELETE FROM taken_types WHERE consumer = 'evaluation' AND type IN ({types})")


def downgrade() -> None:
    op.drop_column("fact_outcomes", "reach")
    op.drop_table("beneficiary_ratings")
