"""handlings by cycle, key numbers per session, urges with answers

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CYCLES = (
    """UPDATE handlings h SET cycle = (d.state::json ->> 'cycle')::int
       FROM deadlines d WHERE d.county = h.county AND d.id = 'D-' || h.assignment_id""",
    """UPDATE handlings h SET replied_cycle = s.cycle
       FROM (SELECT county, state::json ->> 'assignment_id' AS assignment_id,
                    max((state::json ->> 'cycle')::int) AS cycle FROM sign_offs GROUP BY 1, 2) s
       WHERE s.county = h.county AND s.assignment_id = h.assignment_id""",
    "UPDATE handlings SET signed_cycle = replied_cycle WHERE status = 'signed'",
    "UPDATE handlings SET ended = true WHERE status = 'ended'",
)

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE oversights SET state = left(state, -1) || ',"session_id":null,"open_urges":[]}'"""


def upgrade() -> None:
    op.add_column("handlings", sa.Column("role", sa.Text(), nullable=True))
    op.add_column("handlings", sa.Column("cycle", sa.Integer(), server_default="1", nullable=False))
    op.add_column("handlings", sa.Column("replied_cycle", sa.Integer(), server_default="0", nullable=False))
    op.add_column("handlings", sa.Column("signed_cycle", sa.Integer(), server_default="0", nullable=False))
    op.add_column("handlings", sa.Column("ended", sa.Boolean(), server_default="false", nullable=False))
    for statement in CYCLES:
        op.get_bind().exec_driver_sql(statement)
    op.drop_column("handlings", "status")
    op.create_table(
        "handling_cycles",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("county", "assignment_id", "cycle", name=op.f("handling_cycles_pkey")),
    )
    op.create_table(
        "urges",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("urge_id", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("county", "urge_id", name=op.f("urges_pkey")),
    )
    op.create_index("urges_unit_idx", "urges", ["county", "unit_id"], unique=False)
    op.add_column("oversights", sa.Column("session_id", sa.Text(), nullable=True))
    op.drop_index("oversights_key_number_key", table_name="oversights")
    op.create_index("oversights_key_number_key", "oversights", ["county", "session_id", "key_number"], unique=True)
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    op.drop_index("oversights_key_number_key", table_name="oversights")
    op.drop_column("oversights", "session_id")
    op.create_index("oversights_key_number_key", "oversights", ["county", "key_number"], unique=True)
    op.drop_index("urges_unit_idx", table_name="urges")
    op.drop_table("urges")
    op.drop_table("handling_cycles")
    op.add_column("handlings", sa.Column("status", sa.Text(), server_default="open", nullable=False))
    for column in ("role", "cycle", "replied_cycle", "signed_cycle", "ended"):
        op.drop_column("handlings", column)
