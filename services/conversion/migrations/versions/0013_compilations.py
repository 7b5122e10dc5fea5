"""books of a session's published proposals: jobs, pages and files"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
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
        "compilation_pages",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("book_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "book_id", "position", name=op.f("compilation_pages_pkey")),
    )
    op.create_table(
        "compilation_books",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("book_id", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("county", "book_id", name=op.f("compilation_books_pkey")),
    )


def downgrade() -> None:
    for table in ("compilation_books", "compilation_pages", "job_items", "job_inputs", "jobs"):
        op.drop_table(table)
