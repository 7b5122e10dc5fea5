"""Composition root."""

from chassis import archivepart, trail
from chassis.app import Service
from chassis.rebuild import Rebuild
from chassis.sweep import Sweeper
from services.consultation.archivepart import commands as archive_part
from services.consultation.assignment.api import router as assignments
from services.consultation.candidate.api import router as candidates
from services.consultation.desk.api import router as desks
from services.consultation.desk.gates import router as gates
from services.consultation.document.store import named_in
from services.consultation.eligible.api import router as eligible
from services.consultation.figures.api import router as figures
from services.consultation.forum.api import router as forums
from services.consultation.forum.store import FORUMS
from services.consultation.letter.api import router as letters
from services.consultation.matter.api import router as matters
from services.consultation.meeting.api import router as consultations
from services.consultation.meeting.closings import Closings
from services.consultation.meeting.commands import rebuild_waiting
from services.consultation.meeting.store import CONSULTATIONS
from services.consultation.metadata import METADATA
from services.consultation.package.api import router as packages
from services.consultation.package.jobs import JOBS
from services.consultation.package.jobs import chore as package_chore
from services.consultation.package.store import FILES
from services.consultation.point import commands as point_commands
from services.consultation.point.api import router as points
from services.consultation.reply.api import router as replies
from services.consultation.selection.api import router as selections
from services.consultation.subscriptions import SUBSCRIPTIONS
from services.consultation.unit.api import router as units

SERVICE = Service(
    "consultation",
    METADATA,
    [
        matters,
        units,
        candidates,
        assignments,
        consultations,
        replies,
        letters,
        packages,
        selections,
        eligible,
        forums,
        points,
        desks,
        gates,
        figures,
        archivepart.router("consultation", METADATA, archive_part.gather),
        trail.router(METADATA),
    ],
    SUBSCRIPTIONS,
    {point_commands.TIMER: point_commands.on_timer},
    rebuilds=[
        Rebuild("points", (), point_commands.schedule, timers=(point_commands.TIMER,)),
        Rebuild("assignments", ("waiting_closings",), rebuild_waiting),
    ],
    consumed_tables=[
        "matters",
        "originals",
        "supervised",
        "units",
        "names",
        "sessions",
        "committees",
        "promises",
        "deadlines",
        "committee_calls",
    ],
    chores={
        "packages": package_chore,
        "sweeper": Sweeper(named_in(FORUMS.table, CONSULTATIONS.table)),
        "closings": Closings(),
    },
    kept_alone={
        **dict.fromkeys(
            ("forum_codes", "consultation_codes"),
            "no secret is in an event; a meeting shows other codes from then on",
        ),
        **{
            table.name: "the same letters can be made again at any time"
            for table in (JOBS.table, JOBS.inputs, JOBS.items, FILES)
        },
    },
)
