"""Proposers are asked whether they agree to a merge."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# A row must stay what its events fold to.
REFOLD = (
    'UPDATE proposals SET state = left(state, -1) || \',"merge_answers":[],"merge_answer_by":null,"merged_by":null}\'',
)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
