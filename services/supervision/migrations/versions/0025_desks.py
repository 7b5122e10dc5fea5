"""What lists of supervisions and desks are asked for by."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

INDEXES = (
    ("oversights", ("county", "proposal_id")),
    ("oversights", ("county", "supervisor", "status")),
    ("oversights", ("county", "status", "class", "id")),
    ("deadlines", ("county", "proposal_id")),
    ("deadlines", ("county", "status", "due")),
    ("handlings", ("county", "unit_id")),
    ("follow_ups", ("county", "state", "due")),
)


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(op.f(f"{table}_{'_'.join(columns)}_idx"), table, list(columns), unique=False)


def downgrade() -> None:
    for table, columns in INDEXES:
        op.drop_index(op.f(f"{table}_{'_'.join(columns)}_idx"), table_name=table)
