"""A proposal's sign-offs are asked for by whoever reads it whole."""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("sign_offs_county_proposal_id_idx", "sign_offs", ["county", "proposal_id"])


def downgrade() -> None:
    op.drop_index("sign_offs_county_proposal_id_idx", table_name="sign_offs")
