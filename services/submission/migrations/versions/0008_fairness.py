"""Counties take turns in the outbox; what waits behind a poison is no gap, and two histories are both kept."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("outbox_pkey", "outbox", type_="primary")
    op.create_primary_key("outbox_pkey", "outbox", ["county", "seq"])
    op.add_column("parked_events", sa.Column("hash", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE parked_events SET hash = coalesce(headers::json ->> 'ce_hash', '') WHERE reason <> 'malformed'")
    op.alter_column("parked_events", "hash", server_default=None)
    op.execute(
        "UPDATE parked_events p SET reason = 'waiting' WHERE reason = 'gap' AND EXISTS (SELECT FROM parked_events b "
        "WHERE (b.consumer, b.source, b.county, b.aggregate_id) = (p.consumer, p.source, p.county, p.aggregate_id) "
        "AND b.reason IN ('poison', 'fork') AND b.version < p.version)"
    )
