"""The links themselves: each fault is what it says, in both directions, while connections are open."""

import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager

import pytest

from tests.chaos.network import Link, Network

QUIET_SECONDS = 0.5
"""What has not come by then is held: on a healthy link it comes within a millisecond."""


@pytest.fixture
def link() -> Generator[Link]:
    """Leads to a server that answers each line as it is."""
    network = Network()
    network.start()
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=_answer, args=(server,))
        thread.start()
        try:
            yield network.link(server.getsockname()[1])
        finally:
            network.stop()
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _answer(server: socket.socket) -> None:
    def serve(connection: socket.socket) -> None:
        with closing(connection):
            try:
                while data := connection.recv(65536):
                    connection.sendall(data)
            except OSError:
                return

    threads: list[threading.Thread] = []
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            break
        threads.append(threading.Thread(target=serve, args=(connection,)))
        threads[-1].start()
    for thread in threads:
        thread.join()


@contextmanager
def connected(link: Link) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", link.port), timeout=30)) as client:
        yield client


def received(client: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size and (some := client.recv(size - len(found))):
        found += some
    return found


def says(client: socket.socket, word: bytes) -> bytes:
    client.sendall(word)
    return received(client, len(word))


def silent(client: socket.socket) -> bool:
    client.settimeout(QUIET_SECONDS)
    try:
        client.recv(1)
    except TimeoutError:
        return True
    finally:
        client.settimeout(30)
    return False


def test_a_healthy_link_hands_over_what_comes_and_its_end(link: Link) -> None:
    with connected(link) as client:
        large = bytes(range(256)) * 4096
        sender = threading.Thread(target=client.sendall, args=(large,))
        sender.start()
        assert received(client, len(large)) == large
        sender.join()
        client.shutdown(socket.SHUT_WR)
        assert client.recv(1) == b""


def test_a_delay_keeps_the_order_and_is_not_paid_for_each_piece(link: Link) -> None:
    with connected(link) as client:
        assert says(client, b"before") == b"before"
        link.delay(0.3, 0.1)
        started = time.monotonic()
        for number in range(20):
            client.sendall(b"%02d" % number)
            time.sleep(0.01)
        assert received(client, 40) == b"".join(b"%02d" % number for number in range(20))
        assert time.monotonic() - started > 0.4


@pytest.mark.parametrize("directions", [(), ("up",), ("down",)])
def test_what_is_held_comes_when_the_link_is_healed(link: Link, directions: tuple[str, ...]) -> None:
    with connected(link) as client:
        assert says(client, b"before") == b"before"
        link.hold(*directions)
        client.sendall(b"held")
        assert silent(client)
        link.heal()
        assert received(client, 4) == b"held"


def test_a_half_open_link_lets_the_other_direction_pass(link: Link) -> None:
    with connected(link) as client:
        link.delay(0.5, 0, "down")
        client.sendall(b"answer")
        time.sleep(0.1)
        link.hold("up")
        client.sendall(b"held")
        assert received(client, 6) == b"answer"
        assert silent(client)


def test_who_connects_to_a_black_hole_is_accepted_and_hears_nothing(link: Link) -> None:
    link.hold()
    with connected(link) as client:
        client.sendall(b"hello")
        assert silent(client)
        link.heal()
        assert received(client, 5) == b"hello"


def test_a_cut_resets_what_is_open_and_lets_in_who_comes(link: Link) -> None:
    with connected(link) as client:
        assert says(client, b"before") == b"before"
        link.cut()
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    with connected(link) as client:
        assert says(client, b"after") == b"after"


def test_a_link_that_refuses_resets_and_lets_nobody_in_until_it_is_healed(link: Link) -> None:
    with connected(link) as client:
        assert says(client, b"before") == b"before"
        link.refuse()
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    with pytest.raises(ConnectionRefusedError), connected(link):
        pass
    link.heal()
    with connected(link) as client:
        assert says(client, b"after") == b"after"
