"""What letters name: members, bodies and units as they were called, sessions, the texts of suggestions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = (
    "ProposalAdmitted", "ProposalFiled", "ProposalMergedInto", "ProposalUnmerged", "ProposalWithdrawn",
    "UnitEnrolled", "UnitSucceeded", "UnitRetired", "RehandlingOrdered", "SupervisionClosed", "ClosedUnsigned",
)  # fmt: skip
AGAIN = ("ProposalAdmitted", "ProposalFiled", "UnitEnrolled")


def _types(names: tuple[str, ...]) -> str:
    return ", ".join(f"'cppcc.{name}.v1'" for name in names)


def upgrade() -> None:
    op.add_column("matters", sa.Column("session_id", sa.Text(), nullable=True))
    op.add_column("matters", sa.Column("channel", sa.Text(), nullable=True))
    op.add_column("matters", sa.Column("texts", postgresql.JSONB(), nullable=True))
    op.create_index(op.f("matters_county_session_id_idx"), "matters", ["county", "session_id"], unique=False)
    op.add_column("originals", sa.Column("body_id", sa.Text(), nullable=True))
    op.create_table(
        "names",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("county", "kind", "id", "since", name=op.f("names_pkey")),
    )
    op.create_table(
        "sessions",
        sa.Column("county", sa.String(length=6), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("county", "id", name=op.f("sessions_pkey")),
    )
    # What these events say that was not kept so far is read once more, when the consumer starts next.
    op.execute(
        f"INSERT INTO taken_types SELECT 'consultation', type FROM unnest(ARRAY[{_types(BEFORE)}]) AS type "
        "WHERE EXISTS (SELECT FROM inbox WHERE consumer = 'consultation') "
        "AND NOT EXISTS (SELECT FROM taken_types WHERE consumer = 'consultation')"
    )
    op.execute(f"DELETE FROM taken_types WHERE consumer = 'consultation' AND type IN ({_types(AGAIN)})")
