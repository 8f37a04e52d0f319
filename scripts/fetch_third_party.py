"""Fetches the C libraries of other projects that the tests compile, into build/third_party/ (never committed).

Each comes inside a source package of PyPI, whose SHA-256 stands here and is checked by pip before anything else is done
with it; its C files are unpacked as they are. What is there already is left alone, so a second run does nothing and
needs no network.
"""

import argparse
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "third_party"
SECONDS = 300  # for one download


class FetchError(Exception):
    """Something that could not be fetched, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Source:
    """A C library inside a source package; `folder` is where it lies in there."""

    name: str
    package: str
    version: str
    sha256: str
    folder: str

    @property
    def place(self) -> Path:
        """Where the library is unpacked; the name holds the version, so that a new one is fetched."""
        return FOLDER / f"{self.name}-{self.version}"


LZ4 = Source(
    "lz4", "lz4", "4.3.3", "01fe674ef2889dbb9899d8a67361e0c4a2c833af5aeb37dd505727cf5d2a131e", "lz4-4.3.3/lz4libs")
SOURCES = (LZ4,)


def fetch(source: Source) -> bool:
    """Put a library into its place; return whether it had to be fetched. Raises FetchError."""
    if source.place.is_dir():
        return False
    with tempfile.TemporaryDirectory() as work:
        archive = _download(source, Path(work))
        unpacked = _unpack(archive, source.folder, Path(work) / "unpacked")
        FOLDER.mkdir(parents=True, exist_ok=True)
        try:
            _move(unpacked, source.place)
        except FileExistsError:  # another process was faster
            return False
    return True


def _download(source: Source, folder: Path) -> Path:
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{source.package}=={source.version} --hash=sha256:{source.sha256}\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
               "--no-binary", ":all:", "--require-hashes", "--dest", str(folder), "--requirement", str(wanted)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise FetchError(f"{source.package}: the download takes more than {SECONDS} s") from None
    archives = sorted(folder.glob("*.tar.gz"))
    if done.returncode or len(archives) != 1:
        reason = done.stderr.strip().splitlines() or ["no archive"]
        raise FetchError(f"{source.package} {source.version} cannot be downloaded: {reason[-1]}")
    return archives[0]


def _unpack(archive: Path, folder: str, target: Path) -> Path:
    """Write the regular files of one folder of the archive into `target`."""
    target.mkdir()
    with tarfile.open(archive) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isfile() and str(path.parent) == folder else None
            if content is not None:
                (target / path.name).write_bytes(content.read())
    if not any(target.iterdir()):
        raise FetchError(f"{archive.name}: found no {folder} in it")
    return target


def _move(source: Path, target: Path) -> None:
    """Move a folder, also to another file system, so that `target` is complete from the moment it exists."""
    with tempfile.TemporaryDirectory(dir=target.parent) as beside:
        copy = Path(beside) / "copy"
        copy.mkdir()
        for path in sorted(source.iterdir()):
            (copy / path.name).write_bytes(path.read_bytes())
        try:
            copy.rename(target)
        except OSError:
            if target.is_dir():
                raise FileExistsError(target) from None
            raise


def main() -> int:
    """Fetch what is missing and say where everything is."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    try:
        for source in SOURCES:
            fetched = fetch(source)
            print(f"{source.place.relative_to(ROOT)}: {'fetched' if fetched else 'there already'}")
    except FetchError as problem:
        print(f"fetch_third_party: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
