"""Points that wait for an answer are reminded of."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# What was put before has no reminders to come but that of the day after; its row must still be what its events fold to.
REFOLD = ('UPDATE points SET state = left(state, -1) || \',"planned":[],"reminded":[]}\'',)
TIMERS = """INSERT INTO timers (county, due_at, aggregate_id, kind, tier)
    SELECT county, (due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai', id, 'point-due', -1
    FROM points WHERE status = 'put'"""


def upgrade() -> None:
    for statement in (*REFOLD, TIMERS):
        op.get_bind().exec_driver_sql(statement)
