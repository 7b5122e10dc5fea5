"""Every metric of the platform in one typed list. One process per pod; ids are never labels."""

from prometheus_client import Counter, Gauge, Histogram

HTTP = Histogram("cppcc_http_request_seconds", "How long requests take", ["service", "method", "route", "status"])
STORE_FAILURES = Counter(
    "cppcc_store_failures_total", "Transactions given up: away, silent, pool, lock or statement", ["service", "reason"]
)
STORE_UP = Gauge("cppcc_store_up", "1 while the service's store answers", ["service"])
RELAYED = Counter("cppcc_relay_events_total", "Events that Kafka acknowledged", ["service"])
RELAY_FAILURES = Counter("cppcc_relay_failures_total", "Sends that failed and will be repeated", ["service"])
RELAY_HELD = Gauge("cppcc_relay_held_keys", "Keys that the broker refuses while it takes others", ["service"])
OUTBOX = Gauge("cppcc_outbox_events", "Events that wait to be sent", ["service"])
OUTBOX_AGE = Gauge("cppcc_outbox_oldest_seconds", "Age of the oldest event that waits to be sent", ["service"])
CONSUMED = Counter("cppcc_consumer_events_total", "Events by what became of them", ["service", "outcome"])
CONSUMER_FAILURES = Counter("cppcc_consumer_batch_failures_total", "Batches rolled back and rewound", ["service"])
CONSUMING = Gauge("cppcc_consumer_running", "1 while events are consumed, 0 when not connected or stopped", ["service"])
CONSUMER_STOPPED = Gauge(
    "cppcc_consumer_stopped", "1 when this copy gave up because too many events failed", ["service"]
)
RESUBSCRIBED = Counter("cppcc_consumer_stuck_total", "Clients that took nothing up and were replaced", ["service"])
PARKED = Gauge("cppcc_parked_events", "Events parked, by reason", ["service", "reason"])
PARKED_AGE = Gauge("cppcc_parked_oldest_seconds", "Age of the oldest parked event, by reason", ["service", "reason"])
MISSING = Gauge(
    "cppcc_consumer_missing_events", "Published, not come within the grace, by source", ["service", "source"]
)
LAG = Gauge("cppcc_consumer_lag_messages", "Messages not yet read, by source", ["service", "source"])
RECOVERING = Gauge(
    "cppcc_recovery_running", "1 while commands are refused until the own topic is compared", ["service"]
)
RECOVERY_STOPPED = Gauge("cppcc_recovery_stopped", "1 when store and own topic contradict each other", ["service"])
RECOVERY_LEFT = Gauge("cppcc_recovery_left_messages", "Messages of the own topic still to be compared", ["service"])
RECOVERY_UNPROVEN = Gauge(
    "cppcc_recovery_unproven_messages",
    "Messages of the own topic, read since the start, that nobody here sent",
    ["service"],
)
TIMERS_FIRED = Counter("cppcc_timers_fired_total", "Timers fired", ["service"])
TIMER_FAILURES = Counter(
    "cppcc_timer_failures_total", "Timers that failed, stay due and are tried again", ["service", "kind"]
)
TASK_FAILURES = Counter(
    "cppcc_task_failures_total", "Background tasks that ended and were started anew", ["service", "task"]
)
COVERAGE = Gauge("cppcc_supervision_coverage", "Supervised of the proposals that submission admitted", ["county"])
EXTERNAL_SENT = Counter("cppcc_external_sent_total", "Messages to the supervision system that Kafka acknowledged")
EXTERNAL_RECEIVED = Counter(
    "cppcc_external_received_total", "Messages of the supervision system by what became of them", ["outcome"]
)
EXTERNAL_WAITING = Gauge("cppcc_external_waiting_messages", "Messages that wait to go out", ["county"])
EXTERNAL_WAITING_SINCE = Gauge("cppcc_external_waiting_since_seconds", "Unix time of the first of them", ["county"])
EXTERNAL_LAST_SENT = Gauge("cppcc_external_last_sent_seconds", "Unix time of the last that went out", ["county"])
EXTERNAL_HELD = Gauge("cppcc_external_quarantined_messages", "Messages held in quarantine", ["county"])
EXTERNAL_HELD_SINCE = Gauge("cppcc_external_quarantined_since_seconds", "Unix time of the first of them", ["county"])
DELIVERIES = Counter("cppcc_deliveries_total", "Messages to members by what became of each try", ["channel", "outcome"])
DELIVERIES_WAITING = Gauge("cppcc_deliveries_waiting", "Messages to members that wait to be sent", ["county"])
DELIVERIES_DUE_SINCE = Gauge(
    "cppcc_deliveries_due_since_seconds", "Unix time since which the first of those that are due waits", ["county"]
)
DELIVERIES_FAILED = Gauge("cppcc_deliveries_failed", "Messages to members that could not be sent", ["county"])
