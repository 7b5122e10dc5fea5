"""what the figures count: deadlines met in time or late over all cycles, the session of an admission

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE deadlines d SET (met_on_time, met_late) = (
         SELECT count(*) FILTER (WHERE (l.data::json ->> 'on_time')::boolean),
                count(*) FILTER (WHERE NOT (l.data::json ->> 'on_time')::boolean)
         FROM event_log l
         WHERE l.county = d.county AND l.aggregate_id = d.id AND l.type = 'cppcc.DeadlineMet.v1')""",
    """UPDATE deadlines SET
       state = left(state, -1) || ',"met_on_time":' || met_on_time || ',"met_late":' || met_late || '}'""",
)

SESSIONS = """UPDATE admitted a SET session_id = o.session_id
       FROM oversights o WHERE o.county = a.county AND o.proposal_id = a.proposal_id"""


def upgrade() -> None:
    op.add_column("admitted", sa.Column("session_id", sa.Text(), nullable=True))
    op.add_column("deadlines", sa.Column("met_on_time", sa.Integer(), server_default="0", nullable=False))
    op.add_column("deadlines", sa.Column("met_late", sa.Integer(), server_default="0", nullable=False))
    for statement in (*REFOLD, SESSIONS):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_column("deadlines", "met_late")
    op.drop_column("deadlines", "met_on_time")
    op.drop_column("admitted", "session_id")
