"""Scans of paper forms as files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE sign_offs SET state = left(state, -1) || ',"scans":[]}'"""


def upgrade() -> None:
    op.add_column("sign_offs", sa.Column("files", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.alter_column("sign_offs", "files", server_default=None)
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(r"""UPDATE sign_offs SET state = regexp_replace(state, ',"scans":\[.*\]\}$', '}')""")
    op.drop_column("sign_offs", "files")
