"""Counties take turns in the outbox."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("outbox_pkey", "outbox", type_="primary")
    op.create_primary_key("outbox_pkey", "outbox", ["county", "seq"])
