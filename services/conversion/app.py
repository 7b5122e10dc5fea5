"""Composition root."""

from chassis.app import Service
from chassis.rebuild import Rebuild
from services.conversion.commitment import commands as commitment_commands
from services.conversion.commitment.api import router as commitments
from services.conversion.figures.api import router as figures
from services.conversion.followup import commands as followup_commands
from services.conversion.followup.api import router as dossiers
from services.conversion.metadata import METADATA
from services.conversion.mine.api import router as mine
from services.conversion.outcome.api import router as outcomes
from services.conversion.publication.api import router as publications
from services.conversion.showcase.api import router as showcase
from services.conversion.subscriptions import SUBSCRIPTIONS

SERVICE = Service(
    "conversion",
    METADATA,
    [commitments, outcomes, publications, dossiers, mine, showcase, figures],
    SUBSCRIPTIONS,
    {commitment_commands.TIMER: commitment_commands.on_timer, followup_commands.REVIEW: followup_commands.on_review},
    rebuilds=[
        Rebuild("commitments", (), commitment_commands.schedule, timers=(commitment_commands.TIMER,)),
        Rebuild("followups", (), followup_commands.schedule, timers=(followup_commands.REVIEW,)),
    ],
    consumed_tables=["dossiers", "handlers", "proposal_texts", "units", "sessions"],
)
