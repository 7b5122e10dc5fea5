"""An issuer and members' SM2 keys in software, by OpenSSL's command line: it shares no code with what it is to prove.

It is no substitute for a certified key: nothing but tests may hold keys in a file.
"""

import hashlib
import subprocess
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from webauthn.helpers import bytes_to_base64url

IDENTITY = "distid:1234567812345678"
ISSUER = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
SIGNER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,nonRepudiation\n"
CIPHER = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyEncipherment,dataEncipherment\n"
FROM, UNTIL = "20260101000000Z", "20281231000000Z"
CONFIG = """[ca]
default_ca = here
[here]
database = {folder}/index
new_certs_dir = {folder}
rand_serial = yes
policy = any
email_in_dn = no
unique_subject = no
[any]
countryName = optional
organizationName = optional
commonName = supplied
"""


def openssl(*arguments: str | Path) -> bytes:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


class Holder:
    """Whoever has a key and a certificate for it."""

    def __init__(self, folder: Path, name: str, *, curve: str = "SM2") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.name = folder, name
        self.key, self.file = folder / f"{name}.key", folder / f"{name}.pem"
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{curve}", "-out", self.key)
        self.identity = ["-sigopt", IDENTITY] if curve == "SM2" else []

    @property
    def pem(self) -> str:
        return self.file.read_text("ascii")

    @property
    def der(self) -> bytes:
        return x509.load_pem_x509_certificate(self.file.read_bytes()).public_bytes(Encoding.DER)

    @property
    def id(self) -> str:
        return hashlib.sha256(self.der).hexdigest()

    def sign(self, text: str) -> dict[str, str]:
        """The statement's bytes signed, as the API takes it."""
        message = self.folder / f"{self.name}.statement"
        message.write_bytes(text.encode())
        by = ["-rawin", "-digest", "sm3", "-pkeyopt", IDENTITY, "-inkey", self.key]
        return {"id": self.id, "signature": bytes_to_base64url(openssl("pkeyutl", "-sign", *by, "-in", message))}


class Issuer(Holder):
    """A CA; with ``under``, one that another has issued."""

    def __init__(self, folder: Path, name: str = "ca", *, under: "Issuer | None" = None) -> None:
        super().__init__(folder, name)
        (folder / "index").touch()
        (folder / "ca.cnf").write_text(CONFIG.format(folder=folder), "utf-8")
        (under or self).issue(self, f"Sample {name}", ISSUER)

    def issue(
        self,
        to: Holder,
        subject: str = "Sample Member 001",
        extensions: str = SIGNER,
        *,
        begins: str = FROM,
        ends: str = UNTIL,
        identity: str = IDENTITY,
    ) -> Holder:
        request, uses = to.folder / f"{to.name}.csr", to.folder / f"{to.name}.ext"
        uses.write_text(extensions, "ascii")
        named = ["-utf8", "-subj", f"/C=CN/O=Sample County/CN={subject}", "-sm3" if to.identity else "-sha256"]
        openssl("req", "-new", "-key", to.key, *to.identity, *named, "-out", request)
        by = ["-selfsign"] if to is self else ["-cert", self.file]
        openssl(
            "ca", "-batch", "-notext", "-config", self.folder / "ca.cnf", "-keyfile", self.key, *by, "-md", "sm3",
            "-sigopt", identity, *(["-vfyopt", IDENTITY] if to.identity else []), "-startdate", begins,
            "-enddate", ends, "-extfile", uses, "-in", request, "-out", to.file,
        )  # fmt: skip
        return to

    def member(self, name: str = "m1", subject: str = "Sample Member 001") -> Holder:
        return self.issue(Holder(self.folder, name), subject)
