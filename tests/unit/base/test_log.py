"""Secrets never reach a log."""

import subprocess
import sys

import pytest

from bot.log import mask

SECRETS = ["xoxb-12-abcDEF", "xapp-1-A0-9-zz", "Bearer abc.def", "hf_abcDEF0123456789xyz"]


@pytest.mark.parametrize("secret", SECRETS)
def test_tokens_are_masked(secret: str) -> None:
    assert secret.rsplit("-", maxsplit=1)[-1].rsplit(maxsplit=1)[-1] not in mask(f"failed with {secret} at once")


def test_the_user_part_of_an_address_is_masked() -> None:
    assert mask("postgresql://ann:pw@db/x") == "postgresql://[secret]@db/x"


def test_both_logging_systems_mask() -> None:
    code = (
        "import logging; from bot import log; log.configure('INFO');"
        "logging.getLogger('lib').warning('tok %s', 'xoxb-1-canary');"
        "log.get_logger('x').warning('said', token='xapp-1-canary')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "canary" not in done.stderr + done.stdout
    assert done.stderr.count("[secret]") == 2


def test_a_logger_made_before_configure_follows_it() -> None:
    code = (
        "from bot import log; early = log.get_logger('early'); log.configure('ERROR');"
        "early.info('quiet'); early.error('loud', token='xoxb-1-canary')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "quiet" not in done.stderr + done.stdout
    assert "loud" in done.stderr
    assert "canary" not in done.stderr


def test_tracebacks_and_nested_values_are_masked_too() -> None:
    code = (
        "import logging; from bot import log; log.configure('INFO')\n"
        "try:\n raise ValueError('https://user:canary@host xoxb-1-canary')\n"
        "except ValueError as error:\n"
        " logging.getLogger('lib').exception('failed')\n"
        " log.get_logger('x').exception('failed')\n"
        " log.get_logger('x').warning('said', error=error, parts={'k': 'xapp-1-canary'}, url='wss://h/?ticket=canary')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.count("Traceback") == 2
    assert "canary" not in done.stderr + done.stdout


def test_lines_go_to_standard_error_as_it_is_when_they_are_written() -> None:
    told = (
        "import io, sys; from bot import log; real, sys.stderr = sys.stderr, io.StringIO(); log.configure('INFO');"
        "sys.stderr.close(); sys.stderr = real; log.get_logger('late').warning('still heard')"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert "still heard" in done.stderr
