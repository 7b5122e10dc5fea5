"""When a cycle began, and whose dispute was settled for the record."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE assignments SET state = left(state, -1) || ',"reopened_at":null}'""",
    """UPDATE consultations SET state = left(state, -1) || ',"found_against":[]}'""",
)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
