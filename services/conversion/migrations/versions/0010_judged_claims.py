"""who has verified a promise, claims that were refused, and broken promises that are looked at again"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
FIELDS = '"verified_as":null,"refusal":null,"review_on":null,"recommended":false'
REFOLD = f"UPDATE commitments SET state = left(state, -1) || ',{FIELDS}}}'"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DELETE FROM timers WHERE kind = 'commitment-due' AND tier = -2")
    op.get_bind().exec_driver_sql("UPDATE commitments SET state = regexp_replace(state, ',\"verified_as\":.*$', '}')")
