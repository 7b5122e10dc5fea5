"""What a restored store took back from its own topic is known."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovered_events",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("causation_id", sa.Text(), nullable=True),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "event_id", name=op.f("recovered_events_pkey")),
    )
    op.create_index(op.f("recovered_events_causation_id_idx"), "recovered_events", ["causation_id"], unique=False)
