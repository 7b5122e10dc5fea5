"""Figures are exact; facts know the events that told of them; panels and samples."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

FIGURES = ("total", "maximum", "spread")
FACTS = (
    "fact_proposals", "fact_handlings", "fact_consultations", "fact_commitments", "fact_outcomes", "fact_signatures",
)  # fmt: skip


def _aggregate(name: str, *columns: sa.Column[str]) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"{name}_pkey")),
    )


def upgrade() -> None:
    for figure in FIGURES:
        # By its digits: a cast from binary would round to fifteen of them.
        op.alter_column("assessments", figure, type_=sa.Numeric(), postgresql_using=f"{figure}::text::numeric")
    for table in FACTS:
        op.add_column(table, sa.Column("told_by", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    _aggregate("panels")
    _aggregate("samples", sa.Column("scheme_id", sa.Text(), nullable=False))
    op.create_index(op.f("rankings_county_scheme_id_idx"), "rankings", ["county", "scheme_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("rankings_county_scheme_id_idx"), table_name="rankings")
    op.drop_table("samples")
    op.drop_table("panels")
    for table in FACTS:
        op.drop_column(table, "told_by")
    for figure in FIGURES:
        op.alter_column("assessments", figure, type_=sa.Float())
