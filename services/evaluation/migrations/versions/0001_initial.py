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
        "assessments",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("assessments_pkey")),
    )
    op.create_index(op.f("assessments_county_proposal_id_idx"), "assessments", ["county", "proposal_id"], unique=False)
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
    op.create_table(
        "fact_commitments",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("commitment_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("county", "commitment_id", name=op.f("fact_commitments_pkey")),
    )
    op.create_index("fact_commitments_proposal_idx", "fact_commitments", ["county", "proposal_id"], unique=False)
    op.create_table(
        "fact_consultations",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("county", "consultation_id", name=op.f("fact_consultations_pkey")),
    )
    op.create_index("fact_consultations_proposal_idx", "fact_consultations", ["county", "proposal_id"], unique=False)
    op.create_table(
        "fact_handlings",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("promised", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("lifted", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("county", "assignment_id", "cycle", name=op.f("fact_handlings_pkey")),
    )
    op.create_index("fact_handlings_proposal_idx", "fact_handlings", ["county", "proposal_id"], unique=False)
    op.create_table(
        "fact_outcomes",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "outcome_id", name=op.f("fact_outcomes_pkey")),
    )
    op.create_index("fact_outcomes_proposal_idx", "fact_outcomes", ["county", "proposal_id"], unique=False)
    op.create_table(
        "fact_proposals",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("review", sa.Text(), nullable=True),
        sa.Column("proposers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("suggestions", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("repeats", sa.Text(), nullable=True),
        sa.Column("supervision_class", sa.Text(), nullable=True),
        sa.Column("supervisor", sa.Text(), nullable=True),
        sa.Column("last_contact", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("county", "proposal_id", name=op.f("fact_proposals_pkey")),
    )
    op.create_table(
        "fact_signatures",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "assignment_id", "cycle", "member_id", name=op.f("fact_signatures_pkey")),
    )
    op.create_index("fact_signatures_proposal_idx", "fact_signatures", ["county", "proposal_id"], unique=False)
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
        "outbox",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("outbox_pkey")),
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
        sa.CheckConstraint(
            "reason IN ('gap','fork','poison','waiting','malformed')", name=op.f("parked_events_reason_check")
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
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "name", "version", name=op.f("policies_pkey")),
        info={"scope": "county"},
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
        "replays",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("replays_pkey")),
        info={"scope": "infrastructure"},
    )
    op.create_table(
        "schemes",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("schemes_pkey")),
    )
    op.create_table(
        "service_issues",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("service_issues_pkey")),
    )
    op.create_index(
        op.f("service_issues_county_raised_by_idx"), "service_issues", ["county", "raised_by"], unique=False
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


def downgrade() -> None:
    op.drop_table("unsealed")
    op.drop_index(op.f("timers_due_at_idx"), table_name="timers")
    op.drop_table("timers")
    op.drop_index(op.f("service_issues_county_raised_by_idx"), table_name="service_issues")
    op.drop_table("service_issues")
    op.drop_table("schemes")
    op.drop_table("replays")
    op.drop_table("positions")
    op.drop_table("policies")
    op.drop_index(op.f("parked_events_consumer_source_county_aggregate_id_version_idx"), table_name="parked_events")
    op.drop_table("parked_events")
    op.drop_table("outbox")
    op.drop_table("inbox")
    op.drop_table("idempotency")
    op.drop_index("fact_signatures_proposal_idx", table_name="fact_signatures")
    op.drop_table("fact_signatures")
    op.drop_table("fact_proposals")
    op.drop_index("fact_outcomes_proposal_idx", table_name="fact_outcomes")
    op.drop_table("fact_outcomes")
    op.drop_index("fact_handlings_proposal_idx", table_name="fact_handlings")
    op.drop_table("fact_handlings")
    op.drop_index("fact_consultations_proposal_idx", table_name="fact_consultations")
    op.drop_table("fact_consultations")
    op.drop_index("fact_commitments_proposal_idx", table_name="fact_commitments")
    op.drop_table("fact_commitments")
    op.drop_index(op.f("event_log_county_subject_proposal_seq_idx"), table_name="event_log")
    op.drop_table("event_log")
    op.drop_index(op.f("assessments_county_proposal_id_idx"), table_name="assessments")
    op.drop_table("assessments")
