"""Who has not signed is reminded; devices that count are known by their counts; the reply signed over is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered. An opinion ends with its comment; inside
# the signed text the quotes are escaped, so it is left alone.
REFOLD = (
    r"""UPDATE sign_offs SET state = regexp_replace(left(state, -1), '("comment":(?:null|"(?:[^"\\]|\\.)*"))\}',
        '\1,"attitude":null,"to_the_point":null}', 'g') || ',"reminded":0,"refused":0}'""",
    """UPDATE keyrings SET state = left(state, -1) || ',"counts":{}}'""",
)


def upgrade() -> None:
    op.create_table(
        "asked_replies",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("sign_off_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "sign_off_id", name=op.f("asked_replies_pkey")),
    )
    op.add_column("sign_offs", sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.get_bind().exec_driver_sql("UPDATE keyrings SET state = regexp_replace(state, ',\"counts\":.*$', '}')")
    op.get_bind().exec_driver_sql(
        "UPDATE sign_offs SET state = replace(regexp_replace(state, ',\"reminded\":[0-9]+,\"refused\":[0-9]+}$', '}'), "
        "',\"attitude\":null,\"to_the_point\":null}', '}')"
    )
    op.drop_column("sign_offs", "reminded")
    op.drop_table("asked_replies")
