"""Disputes of a refused return, requests for helpers, and a reply's number, given once in a county."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE assignments SET state = left(state, -1)
    || ',"dispute_until":null,"dispute":null,"helper_requests":[]}'""",
)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
    op.add_column("replies", sa.Column("number", sa.Text(), nullable=True))
    op.execute("UPDATE replies SET number = state::json ->> 'number'")
    op.create_unique_constraint(op.f("replies_county_number_key"), "replies", ["county", "number"])


def downgrade() -> None:
    op.drop_constraint(op.f("replies_county_number_key"), "replies")
    op.drop_column("replies", "number")
