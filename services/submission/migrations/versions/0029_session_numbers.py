"""A session's term and number are one session's alone."""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# Of two that bear one number already the first id keeps it, as a rebuilt store has it. The log is for ever, so that a
# pair of old does not stop a migration; it is named, for the county to say which of the two is meant.
TAKE = """INSERT INTO session_numbers (county, number, session_id)
SELECT county, (state::json->>'term') || '-' || (state::json->>'number'), min(id) FROM sessions GROUP BY 1, 2"""
PAIRS = """SELECT n.county, n.number, n.session_id, s.id FROM session_numbers n
JOIN sessions s ON s.county = n.county AND s.id <> n.session_id
AND (s.state::json->>'term') || '-' || (s.state::json->>'number') = n.number ORDER BY 1, 2, 4"""


def upgrade() -> None:
    op.create_table(
        "session_numbers",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "number", name=op.f("session_numbers_pkey")),
    )
    op.get_bind().exec_driver_sql(TAKE)
    for county, number, kept, other in op.get_bind().exec_driver_sql(PAIRS):
        logging.getLogger("alembic").warning(
            "county %s: sessions %s and %s are both %s (term-number). Both stay, with what was filed with them, and no "
            "third one is scheduled so; tell the clerks which of the two to name.",
            county, kept, other, number,
        )  # fmt: skip


def downgrade() -> None:
    op.drop_table("session_numbers")
