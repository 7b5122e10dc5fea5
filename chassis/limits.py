"""How long a store may keep its caller waiting: bounds on connecting, on statements, on locks and on silence.

The server ends what takes too long and says so. Where it says nothing at all the client gives up a little later, and
the server does the same with a client that has vanished: the locks of a dead process must not outlive it.
"""

import socket
from dataclasses import dataclass
from typing import Any

ANSWER_SECONDS = 5
"""What an answer may take beyond the server's own bound before its peer counts as gone."""
PROBES = 3
"""How many keep-alive probes go unanswered before the kernel gives a connection up."""


@dataclass(frozen=True)
class Limits:
    """Seconds. Migrations and the commands of operators connect without any."""

    connect: float = 5
    checkout: float = 5
    """How long for a connection of the pool."""
    statement: float = 15
    lock: float = 5
    idle_in_transaction: float = 60
    """What an abandoned transaction may hold its locks."""
    vanished: float = 30
    """How long a peer may acknowledge nothing."""

    @property
    def silence(self) -> float:
        """How long a statement may go without any answer, the server's own refusal included."""
        return self.statement + ANSWER_SECONDS

    def connect_args(self) -> dict[str, Any]:
        """For asyncpg. The server's settings travel with the connection, so that no server forgets them."""
        idle, interval = self._probing()
        milliseconds = {
            "statement_timeout": self.statement,
            "lock_timeout": self.lock,
            "idle_in_transaction_session_timeout": self.idle_in_transaction,
            "tcp_user_timeout": self.vanished,
            "client_connection_check_interval": self.vanished / 2,
        }
        seconds = {"tcp_keepalives_idle": idle, "tcp_keepalives_interval": interval, "tcp_keepalives_count": PROBES}
        return {
            "timeout": self.connect,
            "command_timeout": self.silence,
            "server_settings": {name: str(round(value * 1000)) for name, value in milliseconds.items()}
            | {name: str(value) for name, value in seconds.items()},
        }

    def keep_alive(self, connection: Any) -> None:
        """The client's side of the same: a pooled connection whose server has gone is found out while it is idle."""
        idle, interval = self._probing()
        wire: socket.socket = connection._transport.get_extra_info("socket")
        if wire.family not in (socket.AF_INET, socket.AF_INET6):
            return
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # Not on every system; where they are missing the bound on silence is left.
        for name, value in (
            ("TCP_KEEPIDLE", idle),
            ("TCP_KEEPINTVL", interval),
            ("TCP_KEEPCNT", PROBES),
            ("TCP_USER_TIMEOUT", round(self.vanished * 1000)),
        ):
            option = getattr(socket, name, None)
            if option is not None:
                wire.setsockopt(socket.IPPROTO_TCP, option, value)

    def _probing(self) -> tuple[int, int]:
        """When the first probe is sent, and how far apart they are: all unanswered, ``vanished`` has passed."""
        interval = max(round(self.vanished / (2 * PROBES)), 1)
        return max(round(self.vanished) - interval * PROBES, 1), interval
