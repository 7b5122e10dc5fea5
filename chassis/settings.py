"""Typed settings of a service, from the environment; no default for a secret."""

from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis import vault
from chassis.limits import Limits

DEVELOPMENT_ISSUER = "/dev-issuer"
"""The path of the issuer that signs in anybody as anything."""
KNOWN_PASSWORDS = frozenset({"postgres", "password", "changeme", "change-me", "secret", "admin", "cppcc", "example"})
"""What installations are left with when nobody chose."""
PASSWORD_MIN = 12


class Settings(BaseSettings):
    """Read from ``CPPCC_*``. URLs are SQLAlchemy's (``postgresql+asyncpg://…``)."""

    # A refusal is logged, and the settings that it is about hold passwords.
    model_config = SettingsConfigDict(env_prefix="CPPCC_", extra="ignore", hide_input_in_errors=True)

    mode: Literal["production", "development"] = "production"
    city: str = Field(default="330100", pattern=r"^\d{6}$")
    database_app: str
    """As the role that serves requests: sees the counties of its transaction."""
    database_worker: str
    """As the role that relays, consumes and ticks."""
    kafka: str
    kafka_idempotent: bool = True
    kafka_session_timeout_ms: int = 30_000
    kafka_patience_seconds: float = Field(default=60, gt=0)
    """How long a client may get nothing done before a new one takes its place."""
    cluster_seconds: float = Field(default=15, gt=0)
    """How often the broker is asked which cluster it is."""
    kafka_partitions: int = 12
    kafka_replication: int = 1
    issuer: str
    audience: str = "cppcc-proposals"
    jwks_url: str
    clock_offset_seconds: float = 0
    """Development only: how far the platform's clock is from the system's."""
    heads_seconds: float = 3
    """How often a changed event count is published, and gaps and missing events are looked for."""
    gap_grace_seconds: float = 60
    """How long an event may be on its way before its source is asked for it, and it is called missing."""
    poison_run: int = Field(default=50, ge=2)
    """So many events whose handlers fail in a row stop a consumer: then the fault is the service's."""
    poison_window: int = Field(default=500, ge=2)
    poison_share: float = Field(default=0.5, gt=0, le=1)
    """Such a share of the last ``poison_window`` events stops it, too."""
    replay_events_per_second: int = 5_000
    idempotency_days: int = Field(default=30, ge=1)
    """How long a repeated request gets its first answer."""
    pool_size: int = 5
    connect_seconds: float = Field(default=5, gt=0)
    checkout_seconds: float = Field(default=5, gt=0)
    """How long a request may wait for a connection of the pool."""
    statement_seconds: float = Field(default=15, gt=0)
    """Of a request's statements; the server ends longer ones."""
    worker_statement_seconds: float = Field(default=30, gt=0)
    lock_seconds: float = Field(default=5, gt=0)
    idle_transaction_seconds: float = Field(default=60, gt=0)
    vanished_seconds: float = Field(default=30, gt=0)
    """How long a peer of any kind may say nothing before its connection, its lock and its place are given up."""
    max_body_bytes: int = 2 * 1024 * 1024
    max_upload_bytes: int = Field(default=64 * 1024 * 1024, ge=1)
    """Of the routes that take a file; a county's policy allows as much or less."""
    blobs: str | None = None
    """Where files are kept: a directory, which must be there, or ``s3://BUCKET/PREFIX``. None: none are taken."""
    blobs_endpoint: str | None = None
    """Of an S3 store other than Amazon's, as URL."""
    blobs_region: str = "us-east-1"
    blobs_key_id: str | None = None
    blobs_secret: str | None = None
    blobs_seconds: float = Field(default=30, gt=0)
    """How long one request to the store of files may take."""
    blobs_keep_days: float = Field(default=30, gt=0)
    """How long bytes are kept that no record names any more: longer than a backup that may be restored is old."""
    clamd: str | None = Field(default=None, pattern=r"^.+:\d+$")
    """HOST:PORT of the scanner. None: files are taken without a scan, and say so."""
    clamd_seconds: float = Field(default=60, gt=0)
    vault_keys: str | None = None
    """The keys of values that are sealed in the store, as ``ID:BASE64``, the one that seals first."""
    vault_keys_file: str | None = None
    """A file that holds them, one a line. Neither: nothing is taken that would have to be sealed."""
    sms_url: str | None = Field(default=None, pattern=r"^https?://.+")
    """Of the gateway that sends text messages; ``sms_secret`` signs what it is asked."""
    sms_secret: str | None = None
    smtp: str | None = Field(default=None, pattern=r"^.+:\d+$")
    """HOST:PORT of the mail server."""
    smtp_from: str | None = None
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_encrypted: Literal["starttls", "tls", "no"] = "starttls"
    gateway_seconds: float = Field(default=20, gt=0)
    """How long a gateway may take to answer."""
    sandbox: bool = False
    """Messages are kept for staff to look at instead of being sent: for trials."""
    sandbox_in_production: bool = False
    """Staff who read the codes that members are sent can do what the code is against: it must be said twice."""

    def limits(self, statement_seconds: float) -> Limits:
        return Limits(
            connect=self.connect_seconds,
            checkout=self.checkout_seconds,
            statement=statement_seconds,
            lock=self.lock_seconds,
            idle_in_transaction=self.idle_transaction_seconds,
            vanished=self.vanished_seconds,
        )

    @model_validator(mode="after")
    def _blobs_can_be_reached(self) -> Self:
        if self.blobs is None:
            return self
        if self.blobs.startswith("s3://"):
            if not urlsplit(self.blobs).netloc:
                raise ValueError("blobs names no bucket")
            if not (self.blobs_key_id and self.blobs_secret):
                raise ValueError("blobs in S3 need blobs_key_id and blobs_secret")
        elif not self.blobs.startswith("/"):
            # Relative, it would be another place whenever the service is started from elsewhere.
            raise ValueError("blobs is neither an absolute path nor s3://BUCKET")
        return self

    def vault(self) -> vault.Vault | None:
        return vault.read(self.vault_keys, self.vault_keys_file)

    @model_validator(mode="after")
    def _what_is_sent_can_be(self) -> Self:
        if self.vault_keys is not None and self.vault_keys_file is not None:
            raise ValueError("vault_keys and vault_keys_file: one of them")
        self.vault()
        if self.sms_url is not None and not self.sms_secret:
            raise ValueError("sms_url needs sms_secret")
        if self.smtp is not None and not self.smtp_from:
            raise ValueError("smtp needs smtp_from")
        return self

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        """Everything that would let a stranger in or falsify a date is refused at the start, all at once."""
        if self.mode == "development":
            return self
        wrong: list[str] = []
        for name in ("issuer", "jwks_url"):
            parts = urlsplit(getattr(self, name))
            if not parts.scheme or not parts.netloc:
                wrong.append(f"{name} is no URL")
            if f"{parts.path}/".startswith(f"{DEVELOPMENT_ISSUER}/"):
                wrong.append(f"{name} is the development issuer")
        if self.clock_offset_seconds:
            wrong.append("clock_offset_seconds: a production service runs on the system's clock")
        if self.sandbox and not self.sandbox_in_production:
            wrong.append("sandbox: nothing would be sent, and staff could read the members' codes")
        for name in ("database_app", "database_worker"):
            # Not make_url: its error shows the URL, and with it the password, in the log.
            try:
                url = urlsplit(getattr(self, name))
                user, password = url.username, unquote(url.password or "")
            except ValueError:
                wrong.append(f"{name} is no URL")
                continue
            if len(password) < PASSWORD_MIN or password.lower() in {*KNOWN_PASSWORDS, user}:
                wrong.append(f"{name} needs a password of its own, of at least {PASSWORD_MIN} characters")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self
