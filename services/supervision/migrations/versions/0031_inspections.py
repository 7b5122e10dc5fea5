"""A desk shows the inspections that were announced."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("external_messages", sa.Column("inspection_on", sa.Date()))
    op.get_bind().exec_driver_sql(
        "UPDATE external_messages SET inspection_on = (state::jsonb #>> '{inspection,inspection_on}')::date"
    )
    op.create_index(
        "external_messages_inspection_idx",
        "external_messages",
        ["county", "inspection_on"],
        postgresql_where=sa.text("inspection_on IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("external_messages_inspection_idx", "external_messages")
    op.drop_column("external_messages", "inspection_on")
