"""calls, bookings, bodies, archive"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE proposals p SET state =
       left(replace(p.state, '"invitations":' || (p.state::json -> 'invitations')::text, '"invitations":' || coalesce((
         SELECT '[' || string_agg(left(i.value::text, -1) || ',"agreed_version":' || CASE
             WHEN i.value ->> 'answer' = 'agreed' THEN (
               SELECT 1 + count(*) FROM event_log a
               WHERE a.county = p.county AND a.aggregate_id = p.id AND a.type = 'cppcc.ProposalAmended.v1'
                 AND a.aggregate_version < (
                   SELECT min(l.aggregate_version) FROM event_log l
                   WHERE l.county = p.county AND l.aggregate_id = p.id AND l.type = 'cppcc.CosignAnswered.v1'
                     AND l.data::json ->> 'member_id' = i.value ->> 'member_id'))::text
             ELSE 'null' END || '}', ',' ORDER BY i.place) || ']'
         FROM json_array_elements(p.state::json -> 'invitations') WITH ORDINALITY AS i (value, place)), '[]')), -1)
       || ',"text_version":' || (
         SELECT 1 + count(*) FROM event_log a
         WHERE a.county = p.county AND a.aggregate_id = p.id AND a.type = 'cppcc.ProposalAmended.v1')
       || ',"suggested_units":' || (
         SELECT (l.data::json -> 'suggested_units')::text FROM event_log l
         WHERE l.county = p.county AND l.aggregate_id = p.id AND l.type = 'cppcc.ProposalFiled.v1')
       || ',"booking_id":null,"children":' || coalesce((
         SELECT '[' || string_agg(c.value::text, ',' ORDER BY l.aggregate_version, c.place) || ']'
         FROM event_log l, json_array_elements(l.data::json -> 'children') WITH ORDINALITY AS c (value, place)
         WHERE l.county = p.county AND l.aggregate_id = p.id AND l.type = 'cppcc.ProposalsMerged.v1'), '[]')
       || '}'""",
)


def upgrade() -> None:
    op.create_table(
        "archived_proposals",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("archived_proposals_pkey")),
    )
    op.create_index("archived_proposals_year_idx", "archived_proposals", ["county", "year", "case_number"], unique=True)
    op.create_table(
        "bodies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("bodies_pkey")),
    )
    op.create_table(
        "bookings",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("bookings_pkey")),
    )
    op.create_index("bookings_body_idx", "bookings", ["county", "body_id", "id"], unique=False)
    op.create_index("bookings_member_idx", "bookings", ["county", "member_id", "id"], unique=False)
    op.create_index("bookings_topic_idx", "bookings", ["county", "call_id", "topic"], unique=False)
    op.create_table(
        "calls",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("calls_pkey")),
    )
    op.create_table(
        "suggested_topics",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("suggestion_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "suggestion_id", name=op.f("suggested_topics_pkey")),
    )
    op.add_column("sessions", sa.Column("plenary_opens", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE sessions SET plenary_opens = (state::json ->> 'plenary_opens')::timestamptz")
    op.alter_column("sessions", "plenary_opens", nullable=False)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_column("sessions", "plenary_opens")
    op.drop_table("suggested_topics")
    op.drop_table("calls")
    op.drop_index("bookings_topic_idx", table_name="bookings")
    op.drop_index("bookings_member_idx", table_name="bookings")
    op.drop_index("bookings_body_idx", table_name="bookings")
    op.drop_table("bookings")
    op.drop_table("bodies")
    op.drop_index("archived_proposals_year_idx", table_name="archived_proposals")
    op.drop_table("archived_proposals")
