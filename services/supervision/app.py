"""Composition root of supervision."""

from chassis import archivepart, metrics, trail
from chassis.app import Service
from chassis.rebuild import Rebuild
from chassis.sweep import Sweeper
from contracts.notification import PhoneConfirmed
from services.supervision.activity import commands as activity_commands
from services.supervision.activity.api import router as activities
from services.supervision.allocation.api import router as allocations
from services.supervision.archivepart import commands as archive_part
from services.supervision.deadline import commands as deadline_commands
from services.supervision.deadline import policy as deadline_policy
from services.supervision.deadline.api import router as deadlines
from services.supervision.desk.api import router as desk
from services.supervision.desk.leaders import router as leader_pages
from services.supervision.exchange import commands as exchange_commands
from services.supervision.exchange import relay as exchange_relay
from services.supervision.exchange import store as exchange_store
from services.supervision.exchange import tables as exchange_tables
from services.supervision.exchange import takeback
from services.supervision.exchange.api import router as exchange
from services.supervision.exchange.intake import Intake
from services.supervision.exchange.outbound import PROJECTION as OUTBOUND
from services.supervision.figures.api import router as figures
from services.supervision.metadata import METADATA
from services.supervision.nominee.api import router as nominees
from services.supervision.order import commands as order_commands
from services.supervision.order.api import router as orders
from services.supervision.order.jobs import JOBS
from services.supervision.order.jobs import chore as order_chore
from services.supervision.oversight import commands as oversight_commands
from services.supervision.oversight import store as oversight_store
from services.supervision.oversight.api import router as oversights
from services.supervision.passkey import commands as passkey_commands
from services.supervision.passkey.api import router as passkeys
from services.supervision.selection.api import router as selections
from services.supervision.signoff import commands as sign_off_commands
from services.supervision.signoff import store as sign_off_store
from services.supervision.signoff.api import router as sign_offs
from services.supervision.subscriptions import SUBSCRIPTIONS
from services.supervision.talk.api import router as talks
from services.supervision.tracking.api import router as tracking

SERVICE = Service(
    "supervision",
    METADATA,
    [
        oversights,
        activities,
        tracking,
        nominees,
        selections,
        allocations,
        orders,
        desk,
        leader_pages,
        figures,
        archivepart.router("supervision", METADATA, archive_part.gather),
        trail.router(METADATA),
        deadlines,
        passkeys,
        sign_offs,
        talks,
        exchange,
    ],
    SUBSCRIPTIONS,
    {
        deadline_commands.TIMER: deadline_commands.on_timer,
        deadline_commands.REVIEW: deadline_commands.on_review,
        deadline_policy.CHANGED: deadline_commands.on_calendar_changed,
        sign_off_commands.TIMER: sign_off_commands.on_timer,
        sign_off_commands.SETTLE: sign_off_commands.on_settle,
        activity_commands.TIMER: activity_commands.on_timer,
    },
    projections={"exchange": OUTBOUND},
    takes_back=[takeback.run],
    beside_the_bus={
        "exchange out": exchange_relay.run,
        "exchange in": lambda runtime: Intake(runtime).run(),
    },
    status=oversight_store.status,
    rebuilds=[
        Rebuild(
            "deadlines", (), deadline_commands.schedule, timers=(deadline_commands.TIMER, deadline_commands.REVIEW)
        ),
        Rebuild("policies", (), deadline_policy.look_again_at_all, timers=(deadline_policy.CHANGED,)),
        Rebuild("oversights", ("urges",), oversight_commands.rebuild),
        Rebuild(
            "oversights",
            ("activities", "follow_ups"),
            activity_commands.rebuild,
            timers=(activity_commands.TIMER,),
        ),
        Rebuild("orders", ("order_numbers",), order_commands.rebuild),
        Rebuild(
            "sign_offs",
            ("handlings", "handling_cycles"),
            sign_off_commands.rebuild,
            timers=sign_off_commands.TIMERS_OF,
        ),
        Rebuild("keyrings", ("key_holders",), passkey_commands.rebuild),
        Rebuild("external_messages", ("external_ids",), exchange_commands.note),
    ],
    chores={"sweeper": Sweeper(sign_off_store.named_files), "orders": order_chore},
    gauges={
        metrics.COVERAGE: oversight_store.coverage,
        metrics.EXTERNAL_WAITING: exchange_store.waiting,
        metrics.EXTERNAL_WAITING_SINCE: exchange_store.waiting_since,
        metrics.EXTERNAL_LAST_SENT: exchange_store.last_sent,
        metrics.EXTERNAL_HELD: exchange_store.quarantined,
        metrics.EXTERNAL_HELD_SINCE: exchange_store.quarantined_since,
    },
    kept_alone={
        "enrolment_challenges": "a device is asked anew",
        **{
            table.name: "the same selection again goes on with what has no order yet"
            for table in (JOBS.table, JOBS.inputs, JOBS.items)
        },
    },
    # To bind a key is an act of its time.
    from_now=[PhoneConfirmed],
    consumed_tables=[
        "admitted",
        "asked",
        "asked_replies",
        "tracking_candidates",
        "tracking_recommendations",
        "units",
        *exchange_tables.CONSUMED,
    ],
)
