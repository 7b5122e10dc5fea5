"""Documents are attached to meetings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# A meeting that was convened before has none; its row must still be what its events fold to.
REFOLD = ('UPDATE forums SET state = left(state, -1) || \',"documents":[],"removed_documents":[]}\'',)


def upgrade() -> None:
    op.add_column("forums", sa.Column("files", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("forums", "files", server_default=None)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
