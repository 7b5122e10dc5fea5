"""Topics worked up on order are offered to whoever may book them."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = ("""UPDATE bookings SET state = left(state, -1) || ',"offer_id":null}', offered = false""",)


def upgrade() -> None:
    op.create_table(
        "topic_offers",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("topic_offers_pkey")),
    )
    op.create_index("topic_offers_topic_idx", "topic_offers", ["county", "call_id", "topic"])
    op.create_index("topic_offers_holder_idx", "topic_offers", ["county", "holder", "id"])
    op.add_column("bookings", sa.Column("offered", sa.Boolean(), nullable=True))
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
    op.alter_column("bookings", "offered", nullable=False)
