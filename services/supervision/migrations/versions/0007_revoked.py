"""codes of enrolments expire, keys are revoked

Revision ID: 0007
Revises: 0006
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE keyrings SET state = left(state, -1) || ',"code_expires_at":null,"revoked":[]}'"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE keyrings SET state = regexp_replace(state, ',\"code_expires_at\":.*$', '}')")
