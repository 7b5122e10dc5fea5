"""Key selection: nominees, a session's selections, and what lists show of the admitted."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (("case_number", sa.Integer), ("title", sa.Text), ("topic_group", sa.Text)):
        op.add_column("admitted", sa.Column(name, kind(), nullable=True))
    op.create_index(op.f("admitted_county_session_id_idx"), "admitted", ["county", "session_id"], unique=False)
    op.create_table(
        "nominees",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("nominees_pkey")),
    )
    op.create_index(op.f("nominees_county_session_id_idx"), "nominees", ["county", "session_id"], unique=False)
    op.create_table(
        "key_selections",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("key_selections_pkey")),
    )
