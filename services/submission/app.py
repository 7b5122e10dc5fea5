"""Composition root of submission."""

from chassis.app import Service
from services.submission.member.api import router as members
from services.submission.metadata import METADATA
from services.submission.proposal import commands as proposal_commands
from services.submission.proposal.api import router as proposals
from services.submission.session.api import router as sessions
from services.submission.subscriptions import SUBSCRIPTIONS
from services.submission.unit.api import router as units

SERVICE = Service(
    "submission",
    METADATA,
    [members, units, sessions, proposals],
    SUBSCRIPTIONS,
    {proposal_commands.LAPSE: proposal_commands.on_lapse},
)
