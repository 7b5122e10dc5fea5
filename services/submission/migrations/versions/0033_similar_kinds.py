"""A check reads the kind of texts that it wants, and counts them, by an index."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("similar_codes_county_method_kind_idx"), "similar_codes", ["county", "method", "kind"])
