"""Records say who took part in which role, and the points themselves."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# An older record says neither; its row must still be what its events fold to.
REFOLD = (
    'UPDATE consultations SET state = left(state, -1) || \',"present":null,"points":null,"disputed_points":[]}\'',
)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
