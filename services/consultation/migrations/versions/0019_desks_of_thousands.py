"""A desk finds what waits for its office among thousands."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

WANTED = """UPDATE assignments SET helper_wanted = true
    WHERE jsonb_path_exists(state::jsonb, '$.helper_requests[*] ? (@.granted == null)')"""


def upgrade() -> None:
    op.add_column("assignments", sa.Column("helper_wanted", sa.Boolean(), server_default="false", nullable=False))
    op.alter_column("assignments", "helper_wanted", server_default=None)
    op.execute(WANTED)
