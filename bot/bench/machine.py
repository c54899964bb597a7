"""What the figures were measured on: no names of hosts, no paths."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_CPU_FILE = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The processor's model, the cores this process may use, system and Python version."""

    processor: str
    cores: int
    system: str
    python: str


def this_machine() -> Machine:
    """Return the machine this process runs on."""
    try:
        lines = _CPU_FILE.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return Machine(
        processor=model_in(lines) or platform.processor() or platform.machine(),
        cores=_cores(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
    )


def model_in(lines: Iterable[str]) -> str:
    """Return the first model name in the lines of a Linux `cpuinfo`, empty where there is none."""
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(filter(None, named), "")


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1
