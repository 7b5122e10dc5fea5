"""A signature names the relying party at which it was made."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered. Evidence ends with who confirmed a paper
# form; inside the signed text the quotes are escaped, so it is left alone.
REFOLD = r"""UPDATE sign_offs SET state = regexp_replace(state, '("confirmed_by":(?:null|"(?:[^"\\]|\\.)*"))\}',
    '\1,"rp_id":null,"origins":null}', 'g')"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    # Evidence names them last, and neither a host nor an origin has a brace.
    op.get_bind().exec_driver_sql(
        r"""UPDATE sign_offs SET state =
            regexp_replace(state, ',"rp_id":(null|"[^"]*"),"origins":(null|\[[^]]*\])\}', '}', 'g')"""
    )
