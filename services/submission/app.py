"""Composition root of submission."""

from chassis import archivepart, trail
from chassis.app import Service
from chassis.rebuild import Rebuild
from services.submission.archive.api import router as archive
from services.submission.archivepart import commands as archive_part
from services.submission.archivepart.store import in_review
from services.submission.attachment import commands as attachment_commands
from services.submission.attachment.api import router as attachments
from services.submission.attachment.sweeper import SWEEPER
from services.submission.body.api import router as bodies
from services.submission.booking import commands as booking_commands
from services.submission.booking.api import router as bookings
from services.submission.calibration.api import router as calibrations
from services.submission.call import commands as call_commands
from services.submission.call.api import router as calls
from services.submission.chain.api import router as chain
from services.submission.conference import commands as conference_commands
from services.submission.conference.api import router as conferences
from services.submission.draft import commands as draft_commands
from services.submission.draft.api import router as drafts
from services.submission.duty import commands as duty_commands
from services.submission.duty.api import router as duties
from services.submission.editlock.api import router as edit_locks
from services.submission.figures.api import router as figures
from services.submission.forward.api import router as forwards
from services.submission.importjob.api import router as import_jobs
from services.submission.importjob.jobs import JOBS
from services.submission.importjob.jobs import chore as import_chore
from services.submission.member.api import router as members
from services.submission.merge.api import router as merges
from services.submission.metadata import METADATA
from services.submission.model.api import router as models
from services.submission.offer import commands as offer_commands
from services.submission.offer.api import router as offers
from services.submission.paper import commands as paper_commands
from services.submission.paper.api import router as papers
from services.submission.past.api import router as pasts
from services.submission.precedent.api import router as precedents
from services.submission.precheck.api import router as prechecks
from services.submission.proposal import commands as proposal_commands
from services.submission.proposal.api import router as proposals
from services.submission.received import commands as received_commands
from services.submission.received.api import router as received
from services.submission.review.api import router as review
from services.submission.reviewer.api import router as reviewers
from services.submission.reviewgroup.api import router as review_groups
from services.submission.reviewreport.api import router as review_reports
from services.submission.search.api import router as search
from services.submission.search.projection import PROJECTION as SEARCH
from services.submission.search.store import SEARCH_TABLES
from services.submission.session import commands as session_commands
from services.submission.session.api import router as sessions
from services.submission.similar.api import router as similar
from services.submission.similar.projection import PROJECTION, SIMILAR_TABLES, Indexer
from services.submission.stage import commands as stage_commands
from services.submission.stage.api import router as stages
from services.submission.subscriptions import FROM_NOW, SUBSCRIPTIONS
from services.submission.suggestion import commands as suggestion_commands
from services.submission.suggestion.api import router as suggestions
from services.submission.term.api import router as terms
from services.submission.unit.api import router as units

SERVICE = Service(
    "submission",
    METADATA,
    [
        members,
        bodies,
        units,
        pasts,
        terms,
        sessions,
        calls,
        suggestions,
        duties,
        bookings,
        offers,
        drafts,
        prechecks,
        proposals,
        papers,
        models,
        chain,
        attachments,
        edit_locks,
        reviewers,
        review_groups,
        stages,
        review,
        merges,
        precedents,
        review_reports,
        conferences,
        forwards,
        received,
        calibrations,
        archive,
        import_jobs,
        similar,
        search,
        figures,
        archivepart.router("submission", METADATA, archive_part.gather),
        trail.router(METADATA, in_review),
    ],
    SUBSCRIPTIONS,
    {
        proposal_commands.LAPSE: proposal_commands.on_lapse,
        booking_commands.LAPSE: booking_commands.on_lapse,
        booking_commands.MILESTONE: booking_commands.on_milestone,
        offer_commands.LAPSE: offer_commands.on_lapse,
        call_commands.CLOSE: call_commands.on_close,
        duty_commands.DUE: duty_commands.on_due,
        stage_commands.DUE: stage_commands.on_due,
    },
    projections={"similar": PROJECTION, "search": SEARCH},
    from_now=FROM_NOW,
    chores={"indexer": Indexer(), "sweeper": SWEEPER, "imports": import_chore},
    rebuilds=[
        Rebuild(
            "proposals", ("case_numbers", "involved"), proposal_commands.rebuild, timers=(proposal_commands.LAPSE,)
        ),
        Rebuild("proposals", ("drafts",), draft_commands.rebuild),
        Rebuild("bookings", (), booking_commands.rebuild, timers=(booking_commands.LAPSE, booking_commands.MILESTONE)),
        Rebuild("topic_offers", (), offer_commands.rebuild, timers=(offer_commands.LAPSE,)),
        Rebuild("sessions", ("session_numbers",), session_commands.rebuild),
        Rebuild("call_duties", (), duty_commands.rebuild, timers=(duty_commands.DUE,)),
        Rebuild("reviews", ("review_queue",), stage_commands.rebuild, timers=(stage_commands.DUE,)),
        Rebuild("proposals", ("attachments",), attachment_commands.rebuild),
        Rebuild("paper_proposals", ("attachments",), paper_commands.rebuild),
        Rebuild("topic_suggestions", (), suggestion_commands.rebuild),
        Rebuild("conferences", ("conference_register",), conference_commands.rebuild),
        Rebuild("received_forwards", (), received_commands.suggest),
        Rebuild("calls", ("suggested_topics",), call_commands.rebuild, timers=(call_commands.CLOSE,)),
    ],
    consumed_tables=[
        "open_assignments",
        "unit_acts",
        "chain_replies",
        "chain_outcomes",
        *SIMILAR_TABLES,
        *SEARCH_TABLES,
    ],
    kept_alone={
        "drafts": "what is written is its author's until it is filed",
        "draft_versions": "what is written is its author's until it is filed",
        "attachments": "a draft's are its author's until it is filed",
        "suggestion_contacts": "how to reach people is in no event",
        "public_intake": "it counts one day, and says of nobody who they are",
        **{
            table.name: "the same list again changes nothing of what a job had stored, and does the rest"
            for table in (JOBS.table, JOBS.inputs, JOBS.items)
        },
        "edit_locks": "they last for minutes, and are taken anew",
    },
)
