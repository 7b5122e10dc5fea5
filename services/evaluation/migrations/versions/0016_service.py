"""Opinion forms; problems by owner, day and source, and by the receipt of who stays unnamed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BACKFILL = (
    """UPDATE service_issues
       SET owner = state::json ->> 'owner', due = (state::json ->> 'due')::date, overdue = false, source = 'portal'""",
    """INSERT INTO timers (county, kind, aggregate_id, tier, due_at)
       SELECT county, 'service_issue', id, 0, ((due + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
       FROM service_issues WHERE status = 'assigned'""",
)
"""What was assigned before falls due like everything else."""


def upgrade() -> None:
    op.create_table(
        "opinion_forms",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("opinion_forms_pkey")),
    )
    op.create_table(
        "opinion_intake",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("county", "day", "sender", name=op.f("opinion_intake_pkey")),
    )
    for column in (
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("overdue", sa.Boolean(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("form_id", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
    ):
        op.add_column("service_issues", column)
    for statement in BACKFILL:
        op.execute(statement)
    for name in ("overdue", "source"):
        op.alter_column("service_issues", name, nullable=False)
    op.create_index(op.f("service_issues_county_status_idx"), "service_issues", ["county", "status"], unique=False)
    op.create_index(op.f("service_issues_county_receipt_idx"), "service_issues", ["county", "receipt"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("service_issues_county_receipt_idx"), table_name="service_issues")
    op.drop_index(op.f("service_issues_county_status_idx"), table_name="service_issues")
    for name in ("receipt", "form_id", "source", "overdue", "due", "owner"):
        op.drop_column("service_issues", name)
    op.drop_table("opinion_intake")
    op.drop_table("opinion_forms")
