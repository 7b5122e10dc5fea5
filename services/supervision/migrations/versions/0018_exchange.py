"""The exchange with the supervision system: what went out, what came in, what is held, and reports on days."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "external_messages",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("external_messages_pkey")),
    )
    op.create_index(op.f("external_messages_county_day_idx"), "external_messages", ["county", "day"], unique=False)
    op.create_index(
        op.f("external_messages_county_proposal_id_idx"), "external_messages", ["county", "proposal_id"], unique=False
    )
    op.create_table(
        "external_outbound",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("is_answer", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("data IS JSON", name=op.f("external_outbound_data_json_check")),
        sa.PrimaryKeyConstraint("county", "number", name=op.f("external_outbound_pkey")),
        sa.UniqueConstraint("county", "message_id", name=op.f("external_outbound_county_message_id_key")),
    )
    op.create_index(op.f("external_outbound_county_day_idx"), "external_outbound", ["county", "day"], unique=False)
    op.create_index(
        op.f("external_outbound_county_sent_at_idx"), "external_outbound", ["county", "sent_at"], unique=False
    )
    op.create_index(
        "external_outbound_pending_idx",
        "external_outbound",
        ["county", "number"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "external_numbers",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("county", name=op.f("external_numbers_pkey")),
    )
    op.create_table(
        "external_ids",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.PrimaryKeyConstraint("source", "message_id", name=op.f("external_ids_pkey")),
    )
    op.create_table(
        "external_sources",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("external_sources_pkey")),
    )
    op.create_table(
        "external_day_reports",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("sent", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("county", "day", "source", name=op.f("external_day_reports_pkey")),
    )
    op.create_table(
        "external_quarantine",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision IN ('give_up','retry')", name=op.f("external_quarantine_decision_check")),
        sa.CheckConstraint("reason IN ('gap','malformed','poison')", name=op.f("external_quarantine_reason_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("external_quarantine_pkey")),
    )
    op.create_index(
        "external_quarantine_held_idx",
        "external_quarantine",
        ["source", "message_id", "content_hash"],
        unique=True,
        postgresql_where=sa.text("reason = 'gap' AND settled_at IS NULL"),
    )
    op.create_index(
        "external_quarantine_open_idx",
        "external_quarantine",
        ["county", "id"],
        unique=False,
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def downgrade() -> None:
    for name in (
        "external_quarantine",
        "external_day_reports",
        "external_sources",
        "external_ids",
        "external_numbers",
        "external_outbound",
        "external_messages",
    ):
        op.drop_table(name)
