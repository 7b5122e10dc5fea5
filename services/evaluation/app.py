"""Composition root."""

from chassis import trail
from chassis.app import Service
from chassis.rebuild import Rebuild
from services.evaluation.allotment.api import router as allotments
from services.evaluation.allotment.projection import TEXTS
from services.evaluation.assessment.api import router as assessments
from services.evaluation.award.api import router as awards
from services.evaluation.beneficiary_rating.api import router as ratings
from services.evaluation.board.api import router as boards
from services.evaluation.board.tables_api import router as tables
from services.evaluation.comparison.api import router as comparisons
from services.evaluation.dryrun.api import router as dry_runs
from services.evaluation.excellent.api import router as excellent
from services.evaluation.ledger.api import router as ledger
from services.evaluation.ledger.projection import LEDGER
from services.evaluation.metadata import METADATA
from services.evaluation.mutual_review import commands as mutual_commands
from services.evaluation.mutual_review.api import router as mutual_reviews
from services.evaluation.opinion_form.api import router as opinion_forms
from services.evaluation.panel.api import router as panels
from services.evaluation.ranking.api import router as rankings
from services.evaluation.report.api import router as reports
from services.evaluation.report.jobs import JOBS
from services.evaluation.report.jobs import chore as report_chore
from services.evaluation.report.store import FILES
from services.evaluation.sample.api import router as samples
from services.evaluation.scheme.api import router as schemes
from services.evaluation.service_issue import commands as issue_commands
from services.evaluation.service_issue.api import router as issues
from services.evaluation.sheet.api import router as sheets
from services.evaluation.subscriptions import SUBSCRIPTIONS
from services.evaluation.undecided import undecided

SERVICE = Service(
    "evaluation",
    METADATA,
    [
        dry_runs, schemes, panels, samples, allotments, assessments, sheets, mutual_reviews, rankings, awards,
        excellent, ledger, issues, opinion_forms, ratings, boards, tables, comparisons, reports,
        trail.router(METADATA, undecided),
    ],
    SUBSCRIPTIONS,
    timer_handlers={
        mutual_commands.TIMER: mutual_commands.on_timer,
        issue_commands.TIMER: issue_commands.on_timer,
    },
    rebuilds=[
        Rebuild("mutual_reviews", (), mutual_commands.schedule, timers=(mutual_commands.TIMER,)),
        Rebuild("service_issues", (), issue_commands.schedule, timers=(issue_commands.TIMER,)),
    ],
    projections={"readings": TEXTS, "ledger": LEDGER},
    consumed_tables=[
        "fact_commitments", "fact_conferences", "fact_consultations", "fact_handlings", "fact_marks", "fact_outcomes",
        "fact_proposals", "fact_sessions", "fact_signatures", "fact_units", "ledger_acts", "reading_texts",
    ],
    chores={"reports": report_chore},
    kept_alone={
        **dict.fromkeys(
            (table.name for table in (JOBS.table, JOBS.inputs, JOBS.items, FILES)),
            "a report is of its moment; another can be made at any time",
        ),
        "opinion_intake": "it counts one day, and says of nobody who they are",
    },
)  # fmt: skip
