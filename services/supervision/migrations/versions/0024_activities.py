"""Activities with those who took part and what is followed up; orders name the activity that they follow from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE oversights SET state = left(state, -1) || ',"opened_on":null,"next_activity":null,"follow_ups":[]}'""",
    """UPDATE orders SET state = left(state, -1) || ',"activity":null}'""",
)
# Activities of before name themselves by their hash; see `activity.store.activity_id`.
EARLIER = """INSERT INTO activities (county, activity_id, proposal_id, kind, held_on, findings, members, units, others)
    SELECT county, 'A-' || left(hash, 32), d ->> 'proposal_id', d ->> 'kind', (d ->> 'held_on')::date, d ->> 'findings',
           '{}', '{}', '{}'
    FROM event_log CROSS JOIN LATERAL (SELECT data::json AS d) AS said WHERE type = 'cppcc.ActivityHeld.v1'"""


def upgrade() -> None:
    op.add_column("oversights", sa.Column("opened_on", sa.Date(), nullable=True))
    op.add_column("oversights", sa.Column("next_activity", sa.Date(), nullable=True))
    op.create_index(
        op.f("urges_county_proposal_id_issued_at_idx"), "urges", ["county", "proposal_id", "issued_at"], unique=False
    )
    op.create_table(
        "activities",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("units", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("others", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "activity_id", name=op.f("activities_pkey")),
    )
    op.create_index(op.f("activities_county_proposal_id_idx"), "activities", ["county", "proposal_id"], unique=False)
    op.create_table(
        "follow_ups",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("follow_up_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open','answered','closed','lapsed')", name=op.f("follow_ups_state_check")),
        sa.PrimaryKeyConstraint("county", "follow_up_id", name=op.f("follow_ups_pkey")),
    )
    op.create_index(op.f("follow_ups_county_proposal_id_idx"), "follow_ups", ["county", "proposal_id"], unique=False)
    op.create_index(op.f("follow_ups_county_unit_id_idx"), "follow_ups", ["county", "unit_id"], unique=False)
    for statement in (*REFOLD, EARLIER):
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("UPDATE orders SET state = regexp_replace(state, ',\"activity\":.*$', '}')")
    connection.exec_driver_sql("UPDATE oversights SET state = regexp_replace(state, ',\"opened_on\":.*$', '}')")
    op.drop_table("follow_ups")
    op.drop_table("activities")
    op.drop_index(op.f("urges_county_proposal_id_issued_at_idx"), table_name="urges")
    op.drop_column("oversights", "next_activity")
    op.drop_column("oversights", "opened_on")
