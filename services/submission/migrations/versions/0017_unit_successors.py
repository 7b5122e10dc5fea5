"""Units have aliases, end, and are succeeded."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Of what was stored before nothing has an alias, an end or a successor; rows must still be what their events fold to.
REFOLD = (
    'UPDATE units SET state = left(state, -1) || \',"aliases":[],"successor_id":null,"ended_on":null}\'',
    "UPDATE proposals SET state = left(state, -1) || ',\"replaced_units\":[]}'",
)


def upgrade() -> None:
    op.add_column("units", sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=True))
    op.add_column("units", sa.Column("successor_id", sa.Text(), nullable=True))
    op.add_column("units", sa.Column("ended_on", sa.Date(), nullable=True))
    op.execute(r"UPDATE units SET names = ARRAY[lower(regexp_replace(normalize(name, NFKC), '\s', '', 'g'))]")
    op.alter_column("units", "names", nullable=False)
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
