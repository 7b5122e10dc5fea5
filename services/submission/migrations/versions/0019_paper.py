"""Proposals come on paper, too."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# A row must stay what its events fold to. Inside a text each quotation mark stands behind a backslash, so that this
# finds the field of an invitation and nothing that somebody wrote.
REFOLD = (
    """UPDATE proposals SET state = regexp_replace(
       state, '("agreed_version":(null|[0-9]+))\\}', '\\1,"on_paper":false}', 'g')""",
    'UPDATE proposals SET state = left(state, -1) || \',"assisted":null,"objection":null}\'',
)
OF = "draft_id IS NOT NULL OR proposal_id IS NOT NULL OR paper_id IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "paper_proposals",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("paper_proposals_pkey")),
    )
    op.create_index("paper_proposals_status_idx", "paper_proposals", ["county", "status", "id"], unique=False)
    op.add_column("attachments", sa.Column("paper_id", sa.Text(), nullable=True))
    op.drop_constraint(op.f("attachments_of_check"), "attachments", type_="check")
    op.create_check_constraint(op.f("attachments_of_check"), "attachments", OF)
    op.create_index(op.f("attachments_county_paper_id_idx"), "attachments", ["county", "paper_id"], unique=False)
    op.add_column("proposals", sa.Column("assisted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column("proposals", "assisted", server_default=None)
    op.add_column("proposals", sa.Column("objection", sa.Text(), nullable=True))
    op.create_index(
        "proposals_assisted_idx", "proposals", ["county", "id"], unique=False, postgresql_where=sa.text("assisted")
    )
    for statement in REFOLD:
        op.get_bind().exec_driver_sql(statement)
