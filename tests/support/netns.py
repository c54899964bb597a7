"""Running a module inside a network namespace that holds nothing but loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.chat.slack import standin
from bot.chat.slack.namespace import unshare_command
from bot.errors import ConfigError

CLOSED = "this system allows no network namespace (unshare -n as root, or unprivileged user namespaces)"


def local_slack_binary() -> Path:
    """Return local-slack's binary, installed if need be; skip with the reason where it cannot be had."""
    try:
        return standin.find_binary() or standin.install()
    except ConfigError as error:
        pytest.skip(f"local-slack cannot be had: {error}")


def run_inside(module: str, *arguments: str, root: Path, timeout: float = 150) -> dict[str, Any]:
    """Run `python -m MODULE ARGUMENTS` in a namespace; return the JSON object it prints. Skip where none is allowed."""
    command = unshare_command()
    if command is None:
        pytest.skip(CLOSED)
    environment = {**os.environ, "PYTHONPATH": f"{root}:{root / 'tests'}"}
    done = subprocess.run(
        [*command, sys.executable, "-m", module, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{module} ended with {done.returncode}:\n{done.stderr[-6000:]}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found
