"""A quorum completes a sign-off only once everybody has been given the time."""

from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

# A row must stay what its events fold to, or the audit would call it altered.
REFOLD = r"""UPDATE sign_offs SET state = left(
    regexp_replace(state, '("completion":\{[^}]*"policy_version":[0-9]+)\}', '\1,"not_before":null}'), -1)
    || ',"held_until":null}'"""
UNFOLD = r"""UPDATE sign_offs SET state = regexp_replace(
    regexp_replace(state, ',"held_until":(null|"[^"]*")\}$', '}'),
    '("completion":\{[^}]*"policy_version":[0-9]+),"not_before":(null|"[^"]*")\}', '\1}')"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(REFOLD)


def downgrade() -> None:
    # Of younger sign-offs too: what this release does not know it would not fold.
    op.get_bind().exec_driver_sql(UNFOLD)
