"""commitments across cycles, with tiers; publication

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = """UPDATE commitments SET
       state = left(state, -1) || ',"cycle":1,"restates":null,"superseded_by":null,"tiers":[]}'"""

# The day after the due day has a tier of its own since there are tiers before it.
OVERDUE = "UPDATE timers SET tier = -1 WHERE kind = 'commitment-due'"

COLUMNS = {
    "dossiers": ("case_number", "session_id", "channel", "publish_consent"),
    "handlers": ("cycle", "answer_class"),
}


def upgrade() -> None:
    op.create_table(
        "publications",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("publications_pkey")),
    )
    op.add_column("dossiers", sa.Column("case_number", sa.Integer(), nullable=True))
    op.add_column("dossiers", sa.Column("session_id", sa.Text(), nullable=True))
    op.add_column("dossiers", sa.Column("channel", sa.Text(), nullable=True))
    op.add_column("dossiers", sa.Column("publish_consent", sa.Boolean(), nullable=True))
    op.add_column("handlers", sa.Column("cycle", sa.Integer(), nullable=True))
    op.add_column("handlers", sa.Column("answer_class", sa.Text(), nullable=True))
    op.get_bind().exec_driver_sql(REFOLD)
    op.get_bind().exec_driver_sql(OVERDUE)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE commitments SET state = regexp_replace(state, ',\"cycle\":.*$', '}')")
    op.get_bind().exec_driver_sql("DELETE FROM timers WHERE kind = 'commitment-due' AND tier <> -1")
    op.get_bind().exec_driver_sql("UPDATE timers SET tier = 0 WHERE kind = 'commitment-due'")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("publications")
