"""Typed settings of a service, from the environment; no default for a secret."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from ``CPPCC_*``. URLs are SQLAlchemy's (``postgresql+asyncpg://…``)."""

    model_config = SettingsConfigDict(env_prefix="CPPCC_", extra="ignore")

    mode: Literal["production", "development"] = "production"
    city: str = Field(default="330100", pattern=r"^\d{6}$")
    database_app: str
    """As the role that serves requests: sees the counties of its transaction."""
    database_worker: str
    """As the role that relays, consumes and ticks."""
    kafka: str
    kafka_idempotent: bool = True
    kafka_session_timeout_ms: int = 30_000
    kafka_partitions: int = 12
    kafka_replication: int = 1
    issuer: str
    audience: str = "cppcc-proposals"
    jwks_url: str
    clock_offset_seconds: float = 0
    """Development only: how far the platform's clock is from the system's."""
    pool_size: int = 5
    max_body_bytes: int = 2 * 1024 * 1024
