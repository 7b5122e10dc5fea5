"""Who handled or supervised a proposal at a moment is told of it, in whatever order that is learned."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BACKFILL = (
    """UPDATE known SET state = (
           (state::jsonb - 'supervisor') || CASE WHEN state::jsonb ->> 'supervisor' IS NULL THEN '{}'
               ELSE jsonb_build_object('supervisors', jsonb_build_array(jsonb_build_object(
                   'since', '1970-01-01T00:00:00Z', 'name', state::jsonb ->> 'supervisor'))) END
       )::text""",
    """UPDATE waiting_notices SET line = line || '_or_later'
       WHERE line IN ('key_designated units', 'key_revoked units', 'tracking_designated units')""",
)
"""Of whoever was learned of before, only that they come before whoever is learned of from here on. Lines that wait bear
the name that they have from here on."""


def upgrade() -> None:
    op.add_column("waiting_notices", sa.Column("told", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("waiting_notices", "told", server_default=None)
    for statement in BACKFILL:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM waiting_notices WHERE told")
    op.execute("UPDATE waiting_notices SET line = replace(line, ' units_or_later', ' units')")
    op.drop_column("waiting_notices", "told")
    op.execute(
        """UPDATE known SET state = (
               (state::jsonb - 'supervisors' - 'issued' - 'ended')
               || jsonb_build_object('supervisor', state::jsonb #>> '{supervisors,-1,name}')
           )::text"""
    )
