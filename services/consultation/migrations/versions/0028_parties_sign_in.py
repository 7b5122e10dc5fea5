"""Who comes to a consultation of the two parties signs in."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# Nobody has signed in to an older one; its row must still be what its events fold to.
REFOLD = ("UPDATE consultations SET state = left(state, -1) || ',\"attendance\":[]}'",)


def upgrade() -> None:
    op.create_table(
        "consultation_codes",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("consultation_id", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("county", "consultation_id", name=op.f("consultation_codes_pkey")),
    )
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
