"""what can be counted of an outcome, and as what somebody has verified it"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE outcomes SET state = left(state, -1) || ',"facts":null,"verified_as":null}'"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE outcomes SET state = regexp_replace(state, ',\"facts\":.*$', '}')")
