"""A private PostgreSQL cluster in a temporary folder, reached by a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OWNER = "postgres"
_OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"


class Unavailable(Exception):
    """PostgreSQL cannot be had here; the message says why."""


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, yield the folder of its socket, and stop it at the end; raise Unavailable."""
    binaries = _binaries()
    prefix = _prefix()
    folder = Path(tempfile.mkdtemp(prefix="entente-pg-"))
    try:
        if prefix:
            shutil.chown(folder, _OWNER)
        data = folder / "data"
        _call([*prefix, binaries / "initdb", "-D", data, "-U", _OWNER, "-A", "trust", "-E", "UTF8", "--no-sync"])
        options = f"{_OPTIONS} -k {folder}"
        pg_ctl = [*prefix, binaries / "pg_ctl", "-D", data, "-w"]
        _call([*pg_ctl, "-l", folder / "log", "-o", options, "start"])
        try:
            yield str(folder)
        finally:
            _call([*pg_ctl, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Return the folder that holds both programs, the newest release first."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name.zfill(4))
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    for folder in [*reversed(packaged), *on_path]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise Unavailable("initdb and pg_ctl are not installed")


def _prefix() -> list[str | Path]:
    """Return how to run as the user postgres where we are root: the server refuses to run as root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam(_OWNER)
    except KeyError as error:
        raise Unavailable("PostgreSQL does not run as root, and there is no user postgres") from error
    if shutil.which("runuser") is None:
        raise Unavailable("PostgreSQL does not run as root, and there is no runuser")
    return ["runuser", "-u", _OWNER, "--"]


def _call(command: list[str | Path]) -> None:
    # The output goes to a file, not a pipe: the server inherits it and would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        ended = subprocess.run(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/", check=False)
        output.seek(0)
        if ended.returncode:
            raise Unavailable(f"{Path(command[-1]).name} failed: {output.read().decode(errors='replace')[-400:]}")
