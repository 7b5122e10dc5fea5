"""Proposals and topics are forwarded between the counties of a city."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# One that was filed before came from nowhere; its row must still be what its events fold to.
REFOLD = ("UPDATE proposals SET state = left(state, -1) || ',\"origin\":null}'",)


def _aggregate(name: str, *columns: str) -> None:
    op.create_table(
        name,
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        *(sa.Column(column, sa.Text(), nullable=column != "status") for column in columns),
        sa.PrimaryKeyConstraint("county", "id", name=op.f(f"{name}_pkey")),
    )


def upgrade() -> None:
    _aggregate("conferences")
    op.create_table(
        "conference_register",
        sa.Column("tenant", sa.String(length=6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("receives", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("conference_register_pkey")),
    )
    _aggregate("forwards", "status", "proposal_id", "call_id")
    for column in ("proposal_id", "call_id"):
        op.create_index(f"forwards_{column}_idx", "forwards", ["county", column], unique=False)
    _aggregate("received_forwards", "status", "member_id", "body_id", "filed_as")
    op.create_index("received_forwards_filed_as_key", "received_forwards", ["county", "filed_as"], unique=True)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
