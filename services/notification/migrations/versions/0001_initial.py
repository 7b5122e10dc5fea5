"""initial"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_by", sa.Text(), nullable=False),
        sa.Column("dropped_because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("dropped_events_pkey")),
        info={"scope": "log"},
    )
    op.create_table(
        "event_log",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("aggregate_version", sa.Integer(), nullable=False),
        sa.Column("subject_proposal", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("causation_id", sa.Text(), nullable=True),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("data IS JSON", name=op.f("event_log_data_json_check")),
        sa.CheckConstraint("octet_length(data) <= 524288", name=op.f("event_log_data_size_check")),
        sa.PrimaryKeyConstraint("county", "seq", name=op.f("event_log_pkey")),
        sa.UniqueConstraint(
            "county",
            "aggregate_id",
            "aggregate_version",
            name=op.f("event_log_county_aggregate_id_aggregate_version_key"),
        ),
        info={"scope": "log"},
    )
    op.create_index(
        op.f("event_log_county_subject_proposal_seq_idx"),
        "event_log",
        ["county", "subject_proposal", "seq"],
        unique=False,
    )
    op.create_index(op.f("event_log_seq_idx"), "event_log", ["seq"], unique=False, postgresql_using="brin")
    op.create_table(
        "idempotency",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "subject", "route", "key", name=op.f("idempotency_pkey")),
        info={"scope": "county"},
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "source", "county", "aggregate_id", name=op.f("inbox_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "known",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("awaited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("county", "thing", "id", name=op.f("known_pkey")),
    )
    op.create_table(
        "notices",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("notices_pkey")),
        sa.UniqueConstraint("county", "event_id", "addressee", name=op.f("notices_county_event_id_addressee_key")),
    )
    op.create_index(op.f("notices_county_addressee_seq_idx"), "notices", ["county", "addressee", "seq"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", "seq", name=op.f("outbox_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "parked_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('gap','fork','poison','waiting','malformed','unrepeated')",
            name=op.f("parked_events_reason_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("parked_events_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_index(
        op.f("parked_events_consumer_source_county_aggregate_id_version_idx"),
        "parked_events",
        ["consumer", "source", "county", "aggregate_id", "version"],
        unique=False,
    )
    op.create_table(
        "policies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("policies_pkey")),
    )
    op.create_table(
        "positions",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("cluster", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "cluster", "topic", "partition", name=op.f("positions_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "progress",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("applied", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "source", "county", name=op.f("progress_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "published",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", name=op.f("published_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "reads",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "subject", "notice_id", name=op.f("reads_pkey")),
    )
    op.create_table(
        "rebuilding",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "aggregate", "aggregate_id", name=op.f("rebuilding_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "recovered_events",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("causation_id", sa.Text(), nullable=True),
        sa.Column("claim", sa.Text(), nullable=True),
        sa.Column("recovered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "event_id", name=op.f("recovered_events_pkey")),
        info={"scope": "log"},
    )
    op.create_index(op.f("recovered_events_causation_id_idx"), "recovered_events", ["causation_id"], unique=False)
    op.create_index(op.f("recovered_events_county_claim_idx"), "recovered_events", ["county", "claim"], unique=False)
    op.create_index(op.f("idempotency_county_created_at_idx"), "idempotency", ["county", "created_at"], unique=False)
    op.create_table(
        "replays",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=True),
        sa.Column("aggregate_id", sa.Text(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("replays_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "taken_types",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "type", name=op.f("taken_types_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "timers",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "kind", "aggregate_id", "tier", name=op.f("timers_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_index(op.f("timers_due_at_idx"), "timers", ["due_at"], unique=False)
    op.create_table(
        "unsealed",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("unsealed_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "waiting_notices",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("thing_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "event_id", "line", name=op.f("waiting_notices_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_index(
        op.f("waiting_notices_county_thing_thing_id_idx"),
        "waiting_notices",
        ["county", "thing", "thing_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(op.f("waiting_notices_county_thing_thing_id_idx"), table_name="waiting_notices")
    op.drop_table("waiting_notices")
    op.drop_table("unsealed")
    op.drop_index(op.f("timers_due_at_idx"), table_name="timers")
    op.drop_table("timers")
    op.drop_table("taken_types")
    op.drop_table("replays")
    op.drop_index(op.f("recovered_events_causation_id_idx"), table_name="recovered_events")
    op.drop_table("recovered_events")
    op.drop_table("reads")
    op.drop_table("published")
    op.drop_table("progress")
    op.drop_table("positions")
    op.drop_table("policies")
    op.drop_index(op.f("parked_events_consumer_source_county_aggregate_id_version_idx"), table_name="parked_events")
    op.drop_table("parked_events")
    op.drop_table("outbox")
    op.drop_index(op.f("notices_county_addressee_seq_idx"), table_name="notices")
    op.drop_table("notices")
    op.drop_table("known")
    op.drop_table("inbox")
    op.drop_table("idempotency")
    op.drop_index(op.f("event_log_seq_idx"), table_name="event_log", postgresql_using="brin")
    op.drop_index(op.f("event_log_county_subject_proposal_seq_idx"), table_name="event_log")
    op.drop_table("event_log")
    op.drop_table("dropped_events")
