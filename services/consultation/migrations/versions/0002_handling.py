"""scheduled consultations, known units, merged originals

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = (
    """UPDATE assignments SET state = left(state, -1) || ',"suggestions":[]}'""",
    """UPDATE replies SET state = left(state, -1) || ',"drafted_at":null,"silent":[]}'""",
    """UPDATE consultations c SET state = left(state, -1)
       || ',"due":null,"at":null,"invited":[],"by_policy":false,"confirmed_by":'
       || coalesce((SELECT '["' || (l.data::json ->> 'member_id') || '"]' FROM event_log l
                    WHERE l.county = c.county AND l.aggregate_id = c.id AND l.type = 'cppcc.ConsultationConfirmed.v1'),
                   '[]')
       || ',"attempts":[],"released_by":null}'""",
)


def upgrade() -> None:
    op.create_table(
        "originals",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_proposer", sa.Text(), nullable=True),
        sa.Column("master_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("originals_pkey")),
    )
    op.create_index(op.f("originals_county_master_id_idx"), "originals", ["county", "master_id"], unique=False)
    op.create_table(
        "units",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("units_pkey")),
    )
    op.add_column("consultations", sa.Column("due", sa.Date(), nullable=True))
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_column("consultations", "due")
    op.drop_table("units")
    op.drop_index(op.f("originals_county_master_id_idx"), table_name="originals")
    op.drop_table("originals")
