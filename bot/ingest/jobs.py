"""The worker process: reads jobs from standard input, answers on standard output, may die at any of them.

A job is a line of JSON (`kind`, `url`, `charset`, `size`, `seconds`, perhaps `wanted`) and then `size` bytes of body;
an answer is a line of JSON. Answers are JSON and never pickles: the parent trusts nothing that parsed hostile bytes.
The worker holds no secrets, opens no connection, writes no file, has a memory limit, and an alarm ends it should its
parent be gone.
"""

import json
import resource
import signal
import sys
from typing import BinaryIO

from pydantic import TypeAdapter

from bot.errors import SourceError
from bot.ingest.extraction import extract
from bot.ingest.feeds import parse_feed
from bot.ingest.gkg import read_gkg
from bot.ingest.pagelist import read_list
from bot.ingest.values import Feed, Page
from bot.ingest.wanted import Wanted

FEED_JSON = TypeAdapter(Feed)
PAGE_JSON = TypeAdapter(Page)
_MEMORY = 2_000_000_000
_FORBIDDEN = ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")


def run(kind: str, body: bytes, *, url: str, charset: str | None, wanted: Wanted | None = None) -> bytes:
    """Do one job and return its answer as one line of JSON, errors of the source's making included."""
    try:
        if kind == "feed":
            return b'{"feed":' + FEED_JSON.dump_json(_feed(body, url=url, charset=charset, wanted=wanted)) + b"}\n"
        return b'{"page":' + PAGE_JSON.dump_json(extract(body, url=url, charset=charset)) + b"}\n"
    except SourceError as error:
        return json.dumps({"problem": error.problem, "reason": error.reason}).encode() + b"\n"
    except MemoryError:
        return b'{"problem":"needs too much memory","reason":"too_large"}\n'
    except Exception as error:  # a parser's own failure on bad input costs this item and no more
        problem = f"the parser failed ({type(error).__name__})"
        return json.dumps({"problem": problem, "reason": "unreadable"}).encode() + b"\n"


def _feed(body: bytes, *, url: str, charset: str | None, wanted: Wanted | None) -> Feed:
    if wanted is None:
        return parse_feed(body, url=url, charset=charset)
    if wanted.kind == "past":
        return parse_feed(body, url=url, charset=charset, past=True)
    if wanted.kind == "list":
        return read_list(body, url=url, charset=charset, wanted=wanted)
    return read_gkg(body, url=url, wanted=wanted)


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs in order until there are no more."""
    while line := jobs.readline():
        job = json.loads(line)
        body = jobs.read(job["size"])
        signal.alarm(int(job["seconds"]) + 2)
        wanted = Wanted(**job["wanted"]) if "wanted" in job else None
        answer = run(job["kind"], body, url=job["url"], charset=job["charset"], wanted=wanted)
        signal.alarm(0)
        answers.write(answer)
        answers.flush()


def confine() -> None:
    """Give up what parsing does not need: memory without end, files to write, core dumps, the network, children."""
    for limit, wanted in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(limit)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} in a parsing worker")


def main() -> None:
    """Serve on the process's own standard streams; anything printed meanwhile goes to standard error."""
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    sys.setrecursionlimit(2_000)
    confine()
    answers.write(b'{"ready":true}\n')
    answers.flush()
    serve(jobs, answers)


if __name__ == "__main__":
    main()
