"""Entries from paper are given up, or are the corrected text of a returned proposal."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

# A row must stay what its events fold to.
REFOLD = (
    "UPDATE paper_proposals SET state = left(state, -1) || "
    '\',"refiles":null,"refiles_version":null,"discarded":null,"discarded_by":null}\'',
    "UPDATE proposals SET state = left(state, -1) || ',\"refiled_on_paper\":false}'",
)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
