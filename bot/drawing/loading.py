"""Loads matplotlib when the first picture is drawn, set so that no user's file or font changes a picture.

Matplotlib keeps a list of the machine's fonts in a folder of its own. Without a home to write in it would make a new
one, and the list, in every process: it gets a folder here.
"""

import os
import tempfile
import threading
from collections import deque
from functools import cache
from pathlib import Path
from types import ModuleType

LOCK = threading.RLock()
"""Held while a picture is drawn: fonts and their caches are matplotlib's, one for the process."""
_VARIABLE = "MPLCONFIGDIR"
_folders: deque[Path] = deque(maxlen=1)


def keep_in(folder: Path) -> None:
    """Keep matplotlib's list of fonts in `folder`, which need not exist; what the environment says goes first.

    It holds where no picture was drawn yet in this process; a folder that cannot be written is not used.
    """
    _folders.append(folder)


@cache
def load() -> ModuleType:
    """Return matplotlib with its own defaults; the caller holds `LOCK`."""
    if not os.environ.get(_VARIABLE):
        os.environ[_VARIABLE] = str(next(filter(_writable, _folders), None) or _own())
    import matplotlib  # noqa: PLC0415  (half a second and 30 MB that only pictures need)

    matplotlib.use("agg")
    matplotlib.rcdefaults()
    # Titles come from outside: a dollar sign in them is money and no formula.
    matplotlib.rcParams["text.parse_math"] = False
    return matplotlib


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _own() -> Path:
    """Return a folder for temporary things of this user alone; another user's of that name is not taken."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"entente-fonts-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != user or folder.stat().st_mode & 0o022:
            return Path(tempfile.mkdtemp(prefix="entente-fonts-"))
    except OSError:
        pass
    return folder
