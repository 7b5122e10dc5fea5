"""A sign-off says whose signatures complete it."""

from alembic import op

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE sign_offs SET state = left(state, -1) || ',"completion":null}'"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        r"""UPDATE sign_offs SET state = regexp_replace(state, ',"completion":(null|\{[^}]*\})\}$', '}')"""
    )
