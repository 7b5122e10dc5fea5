"""Calls are announced, corrected and reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE calls SET state = left(state, -1) || ',"publish_on":null,"publisher":null,"published_on":null,'
       || '"withdrawn":[],"corrections":[]}'""",
    "UPDATE calls SET session_id = state::json ->> 'session_id'",
)
# A look at each session's catalogue, and at the next quarter: on which day this quarter's was published is not known.
LOOK = (
    """INSERT INTO timers (county, due_at, aggregate_id, kind, tier)
       SELECT county, now(), 'catalogue:' || id, 'call-due', 0 FROM sessions WHERE plenary_opens > now()""",
    """INSERT INTO timers (county, due_at, aggregate_id, kind, tier)
       SELECT county, date_trunc('quarter', now() AT TIME ZONE 'Asia/Shanghai' + interval '3 months')
         AT TIME ZONE 'Asia/Shanghai',
         'quarterly:' || to_char(now() AT TIME ZONE 'Asia/Shanghai' + interval '3 months', 'YYYY-Q'), 'call-due', 0
       FROM sessions GROUP BY county""",
)


def upgrade() -> None:
    op.create_table(
        "call_duties",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("call_duties_pkey")),
    )
    op.add_column("calls", sa.Column("session_id", sa.Text(), nullable=True))
    op.add_column("calls", sa.Column("published_on", sa.Date(), nullable=True))
    for statement in (*REFOLD, *LOOK):
        op.get_bind().exec_driver_sql(statement)
