"""Composition root."""

from chassis import archivepart, trail
from chassis.app import Service
from chassis.rebuild import Rebuild
from services.conversion.archivepart import commands as archive_part
from services.conversion.commitment import commands as commitment_commands
from services.conversion.commitment.api import router as commitments
from services.conversion.compilation import jobs as compilation_jobs
from services.conversion.compilation import store as compilation_store
from services.conversion.compilation.api import router as compilations
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
    [
        commitments,
        outcomes,
        publications,
        dossiers,
        mine,
        showcase,
        compilations,
        archivepart.router("conversion", METADATA, archive_part.gather),
        trail.router(METADATA),
        figures,
    ],
    SUBSCRIPTIONS,
    {commitment_commands.TIMER: commitment_commands.on_timer, followup_commands.REVIEW: followup_commands.on_review},
    rebuilds=[
        Rebuild("commitments", (), commitment_commands.schedule, timers=(commitment_commands.TIMER,)),
        Rebuild("followups", (), followup_commands.schedule, timers=(followup_commands.REVIEW,)),
    ],
    chores={"compilations": compilation_jobs.chore},
    kept_alone={
        table.name: "the same book can be made again at any time"
        for table in (
            compilation_jobs.JOBS.table,
            compilation_jobs.JOBS.inputs,
            compilation_jobs.JOBS.items,
            compilation_store.PAGES,
            compilation_store.BOOKS,
        )
    },
    consumed_tables=["dossiers", "handlers", "proposal_texts", "units", "sessions"],
)
