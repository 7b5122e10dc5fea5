"""Yearly reports: jobs, the figures that they read, and the files that are made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting','running','done','refused','failed','cancelled')", name=op.f("jobs_state_check")
        ),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("jobs_pkey")),
    )
    op.create_index(op.f("jobs_state_changed_at_idx"), "jobs", ["state", "changed_at"], unique=False)
    op.create_table(
        "job_inputs",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "job_id", name=op.f("job_inputs_pkey")),
    )
    op.create_table(
        "job_items",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "job_id", "position", name=op.f("job_items_pkey")),
    )
    op.create_table(
        "report_files",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "report_id", "kind", name=op.f("report_files_pkey")),
    )


def downgrade() -> None:
    op.drop_table("report_files")
    op.drop_table("job_items")
    op.drop_table("job_inputs")
    op.drop_index(op.f("jobs_state_changed_at_idx"), table_name="jobs")
    op.drop_table("jobs")
