"""What counts for a member who has chosen nothing."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.eventlog import Tx
from chassis.policy import Policy
from contracts.notification import ContactChannel
from services.notification.contact import domain
from services.notification.contact.domain import Contacts, Preferences
from services.notification.metadata import TABLES


class ContactPolicy(BaseModel):
    channels: list[ContactChannel]
    quiet_from: int = Field(ge=0, le=23)
    quiet_until: int = Field(ge=0, le=23)


POLICY = Policy("contact", ContactPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


async def preferences(tx: Tx, state: Contacts | None) -> Preferences:
    county = (await POLICY.at(tx)).value
    defaults = Preferences(
        channels=tuple(county.channels), quiet_from=county.quiet_from, quiet_until=county.quiet_until
    )
    return domain.preferences(state, defaults)
