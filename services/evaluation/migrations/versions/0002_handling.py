"""rankings, awards, self-assessments, facts of the two boards

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = {
    "assessments": (
        sa.Column("scheme_id", sa.Text(), nullable=True),
        sa.Column("total", sa.Float(), nullable=True),
        sa.Column("maximum", sa.Float(), nullable=True),
        sa.Column("spread", sa.Float(), nullable=True),
        sa.Column("assessors", sa.Integer(), nullable=True),
    ),
    "fact_proposals": (
        sa.Column("session_id", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("research_date", sa.Date(), nullable=True),
    ),
    "fact_handlings": (
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("suggestions", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
    ),
    "fact_consultations": (
        sa.Column("assignment_id", sa.Text(), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("points_raised", sa.Integer(), nullable=True),
        sa.Column("points_agreed", sa.Integer(), nullable=True),
    ),
    "fact_outcomes": (
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("achieved_on", sa.Date(), nullable=True),
        sa.Column("instruction_only", sa.Boolean(), nullable=True),
    ),
}

# A row must stay what its events fold to, or the audit would call it altered.
BACKFILL = (
    """UPDATE assessments SET
         scheme_id = state::json ->> 'scheme_id',
         total = (state::json -> 'result' ->> 'total')::float,
         maximum = (state::json -> 'result' ->> 'maximum')::float,
         spread = (state::json -> 'result' ->> 'spread')::float,
         assessors = json_array_length(state::json -> 'scores'),
         state = left(state, -1) || ',"self_assessment":null}'""",
    # So far only verified outcomes were kept.
    "UPDATE fact_outcomes SET status = 'verified'",
)


def _aggregate(name: str, *columns: sa.Column[str] | sa.Column[int]) -> None:
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
    _aggregate("rankings", sa.Column("scheme_id", sa.Text(), nullable=False))
    _aggregate(
        "awards",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
    )
    op.create_index(op.f("awards_county_year_kind_idx"), "awards", ["county", "year", "kind"], unique=False)
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column)
    for statement in BACKFILL:
        op.get_bind().exec_driver_sql(statement)
    op.alter_column("assessments", "scheme_id", nullable=False)
    op.alter_column("assessments", "assessors", nullable=False)
    op.alter_column("fact_outcomes", "status", nullable=False)
    op.alter_column("fact_signatures", "result", nullable=True)
    op.create_index(op.f("assessments_county_scheme_id_idx"), "assessments", ["county", "scheme_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("assessments_county_scheme_id_idx"), table_name="assessments")
    op.get_bind().exec_driver_sql("DELETE FROM fact_signatures WHERE result IS NULL")
    op.get_bind().exec_driver_sql("DELETE FROM fact_outcomes WHERE status <> 'verified'")
    op.alter_column("fact_signatures", "result", nullable=False)
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column.name)
    op.drop_index(op.f("awards_county_year_kind_idx"), table_name="awards")
    op.drop_table("awards")
    op.drop_table("rankings")
