"""The fonts of letters, out of the two Debian packages that carry them: open licences, none of them in this repository.

Fandol (GPL 3 with the font exception) has 仿宋, 宋, 黑 and 楷, as official documents want them; BabelStone Han (Arphic
Public License) has the rare characters of names and places, beyond the BMP, too. A county that holds licences of other
fonts lays them into a directory under these families' names.
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from ops.embedded import ServerFailed, filling

_FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/"
FONTS: dict[str, dict[str, str]] = {
    "texlive-lang-chinese": {
        _FANDOL + "FandolFang-Regular.otf": "d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
        _FANDOL + "FandolHei-Regular.otf": "4afa97aa8751e0118617df88272b58d43691b5cffb7ea024c4580496e9f34d28",
        _FANDOL + "FandolKai-Regular.otf": "ea7e7fb4f9b3ac694a68d43946e04d21deed6e8c29a7c2d3081e1a4138f2f827",
        _FANDOL + "FandolSong-Bold.otf": "ffa76a70e128947a4dd22151d5ee829b23e24ce3cb6fe8ad49891cd1c2d9e9b9",
        _FANDOL + "FandolSong-Regular.otf": "a3820003227d4abe31fe28b493200d94a849ccfd078b50a019264f70353020b0",
    },
    "fonts-babelstone-han": {
        "usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf": (
            "a2027ca3606907f6a628e9cd869605e3879beaaa38b37c7fec95b372130628c8"
        ),
    },
}
"""Package → file in it → SHA-256: another release of a font would make other bytes of the same letter."""
_KEPT = "install it, or put its files into that directory by hand"


def font_directory(cache: Path) -> Path:
    return (cache / "letter-fonts-1").absolute()


def ensure_letter_fonts(cache: Path) -> Path:
    """The fonts in ``cache``; fetched from Debian's archive when they are not there yet and not on this machine."""
    target = font_directory(cache)
    with filling(target) as wanted:
        for package, files in FONTS.items() if wanted else ():
            missing = [name for name, sha256 in files.items() if not _take(target, Path("/") / name, sha256)]
            if missing:
                _fetch(target, package, {name: files[name] for name in missing})
    return target


def _take(target: Path, found: Path, sha256: str) -> bool:
    """Copies the file that was asked for, and no other one under its name."""
    kept = target / found.name
    for one in (kept, found):
        if one.is_file() and hashlib.sha256(one.read_bytes()).hexdigest() == sha256:
            if one is not kept:
                shutil.copyfile(one, kept)
            return True
    return False


def _fetch(target: Path, package: str, files: dict[str, str]) -> None:
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise ServerFailed(f"the fonts in Debian's {package} are missing in {target}, and there is no apt-get: {_KEPT}")
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        if _download(package, directory) is not None:
            # A new machine has no lists of packages yet, or old ones.
            subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False, stdin=subprocess.DEVNULL)
            said = _download(package, directory)
            if said is not None:
                raise ServerFailed(f"{package} could not be fetched; {_KEPT}:\n{said[-2000:]}")
        archive = next(directory.glob("*.deb"))
        unpacked = directory / "files.tar"
        with open(unpacked, "wb") as out:
            subprocess.run(["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=out, check=True)
        with tarfile.open(unpacked) as files_in:
            for name, sha256 in files.items():
                member = files_in.extractfile(f"./{name}")
                assert member is not None
                (directory / Path(name).name).write_bytes(member.read())
                if not _take(target, directory / Path(name).name, sha256):
                    raise ServerFailed(f"{name} of {package} is another release than letters are made with; {_KEPT}")


def _download(package: str, directory: Path) -> str | None:
    """What apt said where it failed."""
    command = ["apt-get", "download", "-q", "-o", "APT::Sandbox::User=root", package]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return (done.stdout + done.stderr) if done.returncode else None
