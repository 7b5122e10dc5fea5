"""SM2 certificates among a member's keys, and in the evidence of what was signed with them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered. Evidence ends with where it was signed;
# inside the signed text the quotes are escaped, so it is left alone.
KEYRINGS = """UPDATE keyrings SET state = left(state, -1) || ',"entered":null,"certificates":[]}'"""
ORIGINS = r'"origins":(?:null|\[(?:"(?:[^"\\]|\\.)*",?)*\])'
SIGN_OFFS = rf"""UPDATE sign_offs SET state = regexp_replace(state, '({ORIGINS})\}}', '\1,"chain":null}}', 'g')"""
REFOLD = (KEYRINGS, SIGN_OFFS)
UNFOLD = (
    rf"UPDATE sign_offs SET state = regexp_replace(state, '({ORIGINS}),\"chain\":null\}}', '\1}}', 'g')",
    r"""UPDATE keyrings SET state = regexp_replace(state, ',"entered":null,"certificates":\[\]\}$', '}')""",
)


def upgrade() -> None:
    op.create_table(
        "key_holders",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "public_key", name=op.f("key_holders_pkey")),
    )
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in UNFOLD:
        op.get_bind().exec_driver_sql(statement)
    op.drop_table("key_holders")
