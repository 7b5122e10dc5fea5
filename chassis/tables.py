"""The tables that every service has, and the walls around a service's tables: grants, row level, append-only."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

NAMING = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
}

TIME = DateTime(timezone=True)


class Infrastructure:
    """The tables that every service has. One instance per service, bound to that service's metadata."""

    def __init__(self, metadata: MetaData) -> None:
        self.metadata = metadata
        self.event_log = Table(
            "event_log",
            metadata,
            Column("county", String(6), nullable=False),
            Column("seq", BigInteger, Identity(always=True), nullable=False),
            Column("event_id", String(36), nullable=False),
            Column("aggregate", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("aggregate_version", Integer, nullable=False),
            Column("subject_proposal", Text),
            Column("type", Text, nullable=False),
            Column("data", Text, nullable=False),
            Column("actor", Text, nullable=False),
            Column("occurred_at", TIME, nullable=False),
            Column("correlation_id", Text, nullable=False),
            Column("causation_id", Text),
            Column("traceparent", Text),
            Column("prev_hash", Text, nullable=False),
            Column("hash", Text, nullable=False),
            PrimaryKeyConstraint("county", "seq"),
            UniqueConstraint("county", "aggregate_id", "aggregate_version"),
            # A number that JSON normalises would change its hash, so data is text that must parse, not jsonb.
            CheckConstraint("data IS JSON", name="data_json"),
            CheckConstraint("octet_length(data) <= 524288", name="data_size"),
            Index(None, "county", "subject_proposal", "seq"),
            # Replays read ranges of seq across counties; a B-tree for that alone would slow every append.
            Index(None, "seq", postgresql_using="brin"),
            info={"scope": "log"},
        )
        self.outbox = Table(
            "outbox",
            metadata,
            Column("county", String(6), nullable=False),
            Column("seq", BigInteger, nullable=False),
            # The relay lets the counties take turns: each one's next events are found without reading the others'.
            PrimaryKeyConstraint("county", "seq"),
            info={"scope": "infrastructure"},
        )
        self.published = Table(
            "published",
            metadata,
            Column("county", String(6), primary_key=True),
            Column("events", BigInteger, nullable=False),
            info={"scope": "infrastructure"},
        )
        self.unsealed = Table(
            "unsealed",
            metadata,
            Column("seq", BigInteger, primary_key=True),
            Column("county", String(6), nullable=False),
            info={"scope": "infrastructure"},
        )
        self.idempotency = Table(
            "idempotency",
            metadata,
            Column("county", String(6), nullable=False),
            Column("subject", Text, nullable=False),
            Column("route", Text, nullable=False),
            Column("key", Text, nullable=False),
            Column("body_hash", Text, nullable=False),
            Column("status", Integer),
            Column("etag", Text),
            Column("response", Text),
            Column("created_at", TIME, nullable=False),
            PrimaryKeyConstraint("county", "subject", "route", "key"),
            Index(None, "county", "created_at"),
            info={"scope": "county"},
        )
        self.inbox = Table(
            "inbox",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", String(6), nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("hash", Text, nullable=False),
            PrimaryKeyConstraint("consumer", "source", "county", "aggregate_id"),
            info={"scope": "infrastructure"},
        )
        self.progress = Table(
            "progress",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", String(6), nullable=False),
            Column("applied", BigInteger, nullable=False),
            Column("head", BigInteger, nullable=False),
            Column("target", BigInteger, nullable=False),
            Column("target_at", TIME, nullable=False),
            PrimaryKeyConstraint("consumer", "source", "county"),
            info={"scope": "infrastructure"},
        )
        self.positions = Table(
            "positions",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("cluster", Text, nullable=False),
            Column("topic", Text, nullable=False),
            Column("partition", Integer, nullable=False),
            Column("next_offset", BigInteger, nullable=False),
            PrimaryKeyConstraint("consumer", "cluster", "topic", "partition"),
            info={"scope": "infrastructure"},
        )
        self.taken_types = Table(
            "taken_types",
            metadata,
            Column("consumer", Text, nullable=False),
            Column("type", Text, nullable=False),
            PrimaryKeyConstraint("consumer", "type"),
            info={"scope": "infrastructure"},
        )
        self.parked = Table(
            "parked_events",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("hash", Text, nullable=False),
            Column("reason", Text, nullable=False),
            Column("error", Text, nullable=False),
            Column("attempts", Integer, nullable=False),
            Column("headers", Text, nullable=False),
            Column("key", LargeBinary),
            Column("value", LargeBinary),
            Column("topic", Text, nullable=False),
            Column("partition", Integer, nullable=False),
            Column("offset", BigInteger, nullable=False),
            Column("parked_at", TIME, nullable=False),
            Column("requested_at", TIME),
            CheckConstraint("reason IN ('gap','fork','poison','waiting','malformed','unrepeated')", name="reason"),
            Index(None, "consumer", "source", "county", "aggregate_id", "version"),
            info={"scope": "infrastructure"},
        )
        self.dropped = Table(
            "dropped_events",
            metadata,
            Column("id", BigInteger, primary_key=True, autoincrement=False),
            Column("consumer", Text, nullable=False),
            Column("source", Text, nullable=False),
            Column("county", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("reason", Text, nullable=False),
            Column("error", Text, nullable=False),
            Column("headers", Text, nullable=False),
            Column("key", LargeBinary),
            Column("value", LargeBinary),
            Column("parked_at", TIME, nullable=False),
            Column("dropped_at", TIME, nullable=False),
            Column("dropped_by", Text, nullable=False),
            Column("dropped_because", Text, nullable=False),
            info={"scope": "log"},
        )
        self.replays = Table(
            "replays",
            metadata,
            Column("id", BigInteger, Identity(always=True), primary_key=True),
            Column("county", String(6)),
            Column("aggregate_id", Text),
            Column("since", TIME),
            Column("until", TIME),
            Column("cursor", BigInteger, nullable=False),
            Column("bound", BigInteger, nullable=False),
            Column("sent", BigInteger, nullable=False),
            Column("requested_at", TIME, nullable=False),
            Column("finished_at", TIME),
            info={"scope": "infrastructure"},
        )
        self.recovered = Table(
            "recovered_events",
            metadata,
            Column("county", String(6), nullable=False),
            Column("event_id", String(36), nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("causation_id", Text),
            Column("recovered_at", TIME, nullable=False),
            Column("claim", Text),
            PrimaryKeyConstraint("county", "event_id"),
            Index(None, "causation_id"),
            Index(None, "county", "claim"),
            info={"scope": "log"},
        )
        self.rebuilding = Table(
            "rebuilding",
            metadata,
            Column("county", String(6), nullable=False),
            Column("aggregate", Text, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            PrimaryKeyConstraint("county", "aggregate", "aggregate_id"),
            info={"scope": "infrastructure"},
        )
        self.timers = Table(
            "timers",
            metadata,
            Column("county", String(6), nullable=False),
            Column("due_at", TIME, nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("kind", Text, nullable=False),
            Column("tier", Integer, nullable=False),
            PrimaryKeyConstraint("county", "kind", "aggregate_id", "tier"),
            Index(None, "due_at"),
            info={"scope": "infrastructure"},
        )


def service_metadata() -> MetaData:
    """A fresh metadata with the project's naming and the infrastructure tables under ``info['infrastructure']``."""
    metadata = MetaData(naming_convention=NAMING)
    metadata.info["infrastructure"] = Infrastructure(metadata)
    return metadata


def infrastructure(metadata: MetaData) -> Infrastructure:
    found = metadata.info["infrastructure"]
    assert isinstance(found, Infrastructure)
    return found


def secure(connection: Connection, metadata: MetaData, app: str, worker: str) -> None:
    """Grants, row-level security and the append-only guard, brought to what ``metadata`` says. Idempotent.

    Run by the owner after every migration, so that a new table cannot be forgotten.
    """

    statements: list[str] = []
    run = statements.append
    run(f"GRANT USAGE ON SCHEMA public TO {app}, {worker}")
    for table in metadata.sorted_tables:
        name, scope = table.name, table.info.get("scope", "county")
        privileges = {"log": "SELECT, INSERT"}.get(scope, "SELECT, INSERT, UPDATE, DELETE")
        run(f"REVOKE ALL ON {name} FROM {app}, {worker}")
        run(f"GRANT {privileges} ON {name} TO {app}, {worker}")
        if "county" not in table.c:
            continue
        run(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        run(f"DROP POLICY IF EXISTS county_scope ON {name}")
        run(f"DROP POLICY IF EXISTS all_counties ON {name}")
        # current_setting without missing_ok: a transaction that names no county raises instead of seeing nothing.
        run(
            f"CREATE POLICY county_scope ON {name} TO {app} USING (county = ANY "
            "((SELECT string_to_array(current_setting('app.counties'), ','))::text[]))"
        )
        if scope in ("infrastructure", "log"):
            run(f"CREATE POLICY all_counties ON {name} TO {worker} USING (true) WITH CHECK (true)")
        else:
            run(
                f"CREATE POLICY all_counties ON {name} TO {worker} USING (county = ANY "
                "((SELECT string_to_array(current_setting('app.counties'), ','))::text[]))"
            )
        if view := table.info.get("scoped_view"):
            # The owner's, so that the wall is its condition: an operator that is not leakproof could use no index
            # behind the policy. Not a barrier against who may write SQL here: they could name any county anyway.
            run(f"DROP VIEW IF EXISTS {view}")
            run(
                f"CREATE VIEW {view} AS SELECT * FROM {name} WHERE county = ANY "
                "((SELECT string_to_array(current_setting('app.counties'), ','))::text[])"
            )
            run(f"GRANT SELECT ON {view} TO {app}, {worker}")
    # A RULE would ignore the statement silently; a trigger refuses it, for the owner too.
    run(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'event_log is append-only'; END $$"
    )
    run("DROP TRIGGER IF EXISTS append_only ON event_log")
    run("DROP TRIGGER IF EXISTS append_only_truncate ON event_log")
    run("CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON event_log FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    run(
        "CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON event_log "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    # The pending sets live and die by the row; the default thresholds would let them bloat under a peak.
    for name in ("outbox", "unsealed"):
        run(f"ALTER TABLE {name} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)")
    # As one: some hundreds of statements one by one were most of what a start waited for.
    connection.exec_driver_sql(f"DO $secure$ BEGIN {'; '.join(statements)}; END $secure$")
