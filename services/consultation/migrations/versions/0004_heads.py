"""What was published and applied is counted; replays are filtered; what is dropped is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_index(op.f("event_log_seq_idx"), "event_log", ["seq"], unique=False, postgresql_using="brin")
    op.create_table(
        "published",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", name=op.f("published_pkey")),
    )
    op.create_table(
        "progress",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("target_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("consumer", "source", "county", name=op.f("progress_pkey")),
    )
    op.create_table(
        "dropped_events",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("parked_at", TIME, nullable=False),
        sa.Column("dropped_at", TIME, nullable=False),
        sa.Column("dropped_by", sa.Text(), nullable=False),
        sa.Column("dropped_because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("dropped_events_pkey")),
    )
    op.add_column("parked_events", sa.Column("requested_at", TIME, nullable=True))
    op.add_column("replays", sa.Column("aggregate_id", sa.Text(), nullable=True))
    op.add_column("replays", sa.Column("since", TIME, nullable=True))
    op.add_column("replays", sa.Column("until", TIME, nullable=True))
    # From here on both are counted as events leave and come; what was before is counted once.
    op.execute(
        "INSERT INTO published (county, events) SELECT county, count(*) FROM event_log l "
        "WHERE NOT EXISTS (SELECT 1 FROM outbox o WHERE o.seq = l.seq) GROUP BY county"
    )
    op.execute(
        "INSERT INTO progress (consumer, source, county, applied, head, target, target_at) "
        "SELECT consumer, source, county, sum(version), 0, 0, now() FROM inbox GROUP BY consumer, source, county"
    )
