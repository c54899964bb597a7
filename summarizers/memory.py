"""How much memory this process may still take: asked before a model is loaded, for Linux ends what takes too much."""

from collections.abc import Sequence
from pathlib import Path

_KIB = 1024
_MEMINFO = Path("/proc/meminfo")
_GROUPS = (  # limit and use of a container, by control groups 2 and 1
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)


def available() -> int | None:
    """Return the bytes that are free, the least of the machine's and the container's; None where nobody tells."""
    return least(_text(_MEMINFO), [(_text(limit), _text(used)) for limit, used in _GROUPS])


def least(meminfo: str, groups: Sequence[tuple[str, str]]) -> int | None:
    """Return the least of what `meminfo` says is available and what is left of each group's (limit, use); pure."""
    found = [int(limit) - int(used) for limit, used in groups if limit.strip().isdigit() and used.strip().isdigit()]
    for line in meminfo.splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable" and value.split()[:1] and value.split()[0].isdigit():
            found.append(int(value.split()[0]) * _KIB)
    return max(0, min(found)) if found else None


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""
