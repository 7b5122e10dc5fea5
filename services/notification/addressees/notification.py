"""Who is told what of this service's own events: of their contacts, and of codes to their phone."""

from collections.abc import Mapping

from contracts import notification as n
from contracts.base import Event
from services.notification.addressees.told import CONTACTS, PHONE_CODE, Told
from services.notification.rules import member

TABLE: Mapping[type[Event], tuple[Told, ...]] = {
    n.ContactChanged: (Told("contact_changed", member, CONTACTS, "urgent", facts=("channel", "change")),),
    n.PhoneCodeRefused: (Told("phone_code_refused", member, PHONE_CODE, facts=("rule",)),),
}

SILENT: Mapping[type[Event], str] = {
    n.ContactConfirmed: "it changes nothing of what the member was told when it was entered",
    n.ContactPreferencesSet: "the member has just set them",
    n.PhoneCodeIssued: "the code itself comes to the phone",
    n.PhoneCodeTried: "the member was told on every channel that a key is being enrolled; the tries are in the log",
    n.PhoneConfirmed: "PasskeyRegistered tells what comes of it",
}
