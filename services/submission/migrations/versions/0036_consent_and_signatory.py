"""Why a proposal may not be published, and who signed it for a body."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# A row must stay what its events fold to. In a text quotation marks are escaped: what is replaced stands once,
# where the entry ends.
REFOLD = (
    'UPDATE proposals SET state = left(state, -1) || \',"consent_refusal":null,"signatory":null}\'',
    'UPDATE paper_proposals SET state = replace(state, \'},"entered_on":"\', '
    '\',"consent_refusal":null,"signatory":null},"entered_on":"\')',
)


def upgrade() -> None:
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
