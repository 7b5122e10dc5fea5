"""What a restored store took back is rebuilt, and a repeated request known by it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

REASONS = "reason IN ('gap','fork','poison','waiting','malformed'%s)"


def _reasons(more: str) -> None:
    op.drop_constraint(op.f("parked_events_reason_check"), "parked_events")
    op.create_check_constraint(op.f("parked_events_reason_check"), "parked_events", REASONS % more)


def upgrade() -> None:
    op.create_table(
        "rebuilding",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "aggregate", "aggregate_id", name=op.f("rebuilding_pkey")),
    )
    op.add_column("recovered_events", sa.Column("claim", sa.Text(), nullable=True))
    op.create_index(op.f("recovered_events_county_claim_idx"), "recovered_events", ["county", "claim"], unique=False)
    _reasons(",'unrepeated'")


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DELETE FROM parked_events WHERE reason = 'unrepeated'")
    _reasons("")
    op.drop_index(op.f("recovered_events_county_claim_idx"), table_name="recovered_events")
    op.drop_column("recovered_events", "claim")
    op.drop_table("rebuilding")
