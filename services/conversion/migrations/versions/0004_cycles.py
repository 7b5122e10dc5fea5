"""commitments across cycles, with tiers

Revision ID: 0004
Revises: 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE commitments SET
       state = left(state, -1) || ',"cycle":1,"restates":null,"superseded_by":null,"tiers":[]}'"""

# The day after the due day has a tier of its own since there are tiers before it.
OVERDUE = "UPDATE timers SET tier = -1 WHERE kind = 'commitment-due'"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)
    op.get_bind().exec_driver_sql(OVERDUE)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE commitments SET state = regexp_replace(state, ',\"cycle\":.*$', '}')")
    op.get_bind().exec_driver_sql("DELETE FROM timers WHERE kind = 'commitment-due' AND tier <> -1")
    op.get_bind().exec_driver_sql("UPDATE timers SET tier = 0 WHERE kind = 'commitment-due'")
