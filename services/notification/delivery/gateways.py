"""What takes a message and brings it to somebody. Behind one port: text messages over HTTP, mail over SMTP, a sandbox.

A gateway gets each message under an id of its own, again the same when it is sent again. What it says of a failure is
kept as a code of its own making or as ours, never as the text of an error: that may quote the message or the number.
"""

import asyncio
import hashlib
import hmac
import json
import re
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Literal, Protocol

import httpx

from chassis.settings import Settings
from contracts.notification import ContactChannel


@dataclass(frozen=True)
class Message:
    id: str
    channel: ContactChannel
    # Neither is shown where somebody prints the whole.
    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


@dataclass(frozen=True)
class Outcome:
    """``again``: it may have been sent or not, and is tried once more; ``failed``: trying again would not help."""

    state: Literal["sent", "delivered", "again", "failed"]
    reason: str | None = None


class Gateway(Protocol):
    async def send(self, message: Message) -> Outcome: ...


NO_GATEWAY = Outcome("failed", "no-gateway")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
# The first two are of our own secret, which is mended without a message being lost.
_LATER = frozenset({401, 403, 408, 425, 429})


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Hex of HMAC-SHA256 over the timestamp, a dot and the body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class SmsOverHttp:
    """A signed JSON request (docs/operations.md). ``status`` of the answer: accepted, or
    delivered where the gateway knows at once."""

    url: str
    secret: str = field(repr=False)
    seconds: float

    async def send(self, message: Message) -> Outcome:
        body = json.dumps({"id": message.id, "to": message.to, "text": message.text}, ensure_ascii=False).encode()
        timestamp = message.at.isoformat()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.id,
            "X-Timestamp": timestamp,
            "X-Signature": signature(self.secret, timestamp, body),
        }
        try:
            async with (
                asyncio.timeout(self.seconds),
                httpx.AsyncClient(trust_env=False, timeout=self.seconds) as client,
            ):
                answer = await client.post(self.url, content=body, headers=headers)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome("again", "no-answer")
        except httpx.HTTPError:
            return Outcome("again", "unreachable")
        return _judged(answer)


def _judged(answer: httpx.Response) -> Outcome:
    said = _said(answer)
    if answer.is_success:
        # A page of some proxy is a success, too, and sends nothing.
        match said.get("status"):
            case "delivered":
                return Outcome("delivered")
            case "accepted":
                return Outcome("sent")
            case _:
                return Outcome("again", "unexpected-answer")
    code = said.get("code")
    # Digits alone could be the number.
    reason = str(code) if isinstance(code, str) and _CODE.fullmatch(code) else f"answered-{answer.status_code}"
    final = 400 <= answer.status_code < 500 and answer.status_code not in _LATER
    return Outcome("failed" if final else "again", reason)


def _said(answer: httpx.Response) -> Mapping[str, object]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class MailOverSmtp:
    host: str
    port: int
    sender: str
    seconds: float
    encrypted: Literal["starttls", "tls", "no"]
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    async def send(self, message: Message) -> Outcome:
        try:
            async with asyncio.timeout(self.seconds * 2):
                return await asyncio.to_thread(self._send, message)
        except TimeoutError:
            return Outcome("again", "no-answer")

    def _send(self, message: Message) -> Outcome:
        mail = EmailMessage()
        mail["From"], mail["Subject"] = self.sender, " ".join(message.subject.split())
        mail["To"] = Address(addr_spec=message.to)
        mail["Date"] = message.at
        # By which a mail server that gets it twice may know it.
        mail["Message-ID"] = f"<{message.id}@{self.sender.rpartition('@')[2]}>"
        mail.set_content(message.text)
        try:
            server = self._connected()
            try:
                server.send_message(mail)
                # It is taken: what the server says to the farewell changes nothing.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
            finally:
                server.close()
        except smtplib.SMTPAuthenticationError:
            # Of our own login: whoever runs this mends it, and no message is lost meanwhile.
            return Outcome("again", "not-signed-in")
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _),) = error.recipients.values()
            return Outcome("failed" if code >= 500 else "again", f"answered-{code}")
        except smtplib.SMTPResponseException as error:
            return Outcome("failed" if error.smtp_code >= 500 else "again", f"answered-{error.smtp_code}")
        except (smtplib.SMTPException, OSError):
            return Outcome("again", "unreachable")
        return Outcome("sent")

    def _connected(self) -> smtplib.SMTP:
        if self.encrypted == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.seconds, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        try:
            if self.encrypted == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user is not None:
                server.login(self.user, self.password or "")
        except BaseException:
            server.close()
            raise
        return server


def opened(settings: Settings) -> Mapping[ContactChannel, Gateway]:
    """What the settings name."""
    found: dict[ContactChannel, Gateway] = {}
    if settings.sms_url and settings.sms_secret:
        found["mobile"] = SmsOverHttp(settings.sms_url, settings.sms_secret, settings.gateway_seconds)
    if settings.smtp and settings.smtp_from:
        host, _, port = settings.smtp.rpartition(":")
        found["mail"] = MailOverSmtp(
            host,
            int(port),
            settings.smtp_from,
            settings.gateway_seconds,
            settings.smtp_encrypted,
            settings.smtp_user,
            settings.smtp_password,
        )
    return found
