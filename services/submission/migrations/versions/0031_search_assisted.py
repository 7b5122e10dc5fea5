"""What came on paper is found by that."""

from hashlib import blake2b

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

HASHED_FROM, HASHED_TO = 0x0004_0000, 0x2E7F_FFFF
# Rows of the index say of themselves what their proposals say, as if they had been made today.
FILL = """UPDATE search_documents d
SET assisted = $2, tokens = ARRAY(SELECT DISTINCT unnest(d.tokens || $3::int) ORDER BY 1)
FROM proposals p WHERE d.county = $1 AND p.county = d.county AND p.id = d.id AND p.assisted = ($2 = 'true')"""


def token(county: str, value: str) -> int:
    """The facet's number as the search of this version has it."""
    digest = blake2b(f"{county}|assisted={value}".encode(), digest_size=8).digest()
    return HASHED_FROM + int.from_bytes(digest) % (HASHED_TO - HASHED_FROM + 1)


def upgrade() -> None:
    op.add_column("search_documents", sa.Column("assisted", sa.Text(), nullable=True))
    for (county,) in op.get_bind().exec_driver_sql("SELECT DISTINCT county FROM search_documents").all():
        for value in ("true", "false"):
            op.get_bind().exec_driver_sql(FILL, (county, value, token(county, value)))
