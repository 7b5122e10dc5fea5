"""Documents are attached to the consultations of the two parties, and a confirmation says which it covers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# An older consultation has none; its row must still be what its events fold to.
REFOLD = (
    "UPDATE consultations SET state = left(state, -1)"
    ' || \',"documents":[],"removed_documents":[],"confirmed_files":[]}\'',
)


def upgrade() -> None:
    op.add_column("consultations", sa.Column("files", postgresql.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("consultations", "files", server_default=None)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
