"""How members are reached: contacts, what is sent to them, and codes to their phones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_values",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "member_id", "channel", "entry", name=op.f("contact_values_pkey")),
    )
    op.create_table(
        "contacts",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("contacts_pkey")),
    )
    op.create_table(
        "deliveries",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('waiting','sent','delivered','failed')", name=op.f("deliveries_state_check")),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("deliveries_pkey")),
    )
    op.create_index(
        op.f("deliveries_county_member_id_seq_idx"), "deliveries", ["county", "member_id", "seq"], unique=False
    )
    op.create_index(op.f("deliveries_county_state_seq_idx"), "deliveries", ["county", "state", "seq"], unique=False)
    op.create_index(
        op.f("deliveries_next_at_idx"), "deliveries", ["next_at"], unique=False, postgresql_where="state = 'waiting'"
    )
    op.create_table(
        "phone_codes",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("phone_codes_pkey")),
    )
    op.create_index("phone_codes_member_idx", "phone_codes", ["county", "member_id", "issued_at"], unique=False)
    op.create_table(
        "sandbox_messages",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("sandbox_messages_pkey")),
    )
    op.create_index(op.f("sandbox_messages_county_seq_idx"), "sandbox_messages", ["county", "seq"], unique=False)


def downgrade() -> None:
    for table in ("sandbox_messages", "phone_codes", "deliveries", "contacts", "contact_values"):
        op.drop_table(table)
