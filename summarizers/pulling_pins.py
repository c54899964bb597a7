"""Pinning a model: the hub is asked for the commit and the hashes, which are held from then on."""

import hashlib
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from summarizers.catalogue import Entry, ModelFile, is_weights, may_be_pulled
from summarizers.errors import ModelError
from summarizers.pulling_hub import BY_HAND, Hub, HubClient, TryAgain

_ANSWER_BYTES = 2**24
_FILE_BYTES = 2**26
_TRIES = 4
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SINGLE = "model.safetensors"


def pin(
    entry: Entry,
    *,
    hub: Hub,
    revision: str | None = None,
    sleep: Callable[[float], None] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> Entry:
    """Return `entry` with the commit and the files the hub has at `revision`; raise ModelError.

    By default its own revision is asked for, else `main`. What the hub keeps in Git is fetched, checked by its Git
    object name and hashed; weights are pinned by the SHA-256 the hub states, and checked when they are pulled.
    """
    asked = _Asked(entry=entry, sleep=sleep, jitter=jitter)
    wanted = revision or entry.revision or "main"
    with HubClient(hub) as client:
        answer = _answer(asked.get(client, hub.about(entry.hub, revision=wanted), limit=_ANSWER_BYTES), hub=hub)
        commit = _commit(answer, hub=hub)
        files = []
        for stated in _chosen(answer, entry=entry, revision=wanted):
            name = str(stated["rfilename"])
            if is_weights(name):
                files.append(_weights(stated))
            else:
                address = hub.resolve(entry.hub, revision=commit, name=name)
                files.append(_small(stated, asked.get(client, address, limit=_FILE_BYTES)))
    return _pinned(entry, commit=commit, files=files, gated=bool(answer.get("gated", entry.gated)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    entry: Entry
    sleep: Callable[[float], None]
    jitter: Callable[[], float]

    def get(self, client: HubClient, address: str, *, limit: int) -> bytes:
        """Return the answer at `address`; what may pass is asked again."""
        problem = "no answer"
        for attempt in range(_TRIES):
            try:
                return client.small(address, limit=limit)
            except TryAgain as error:
                problem = error.problem
                if attempt < _TRIES - 1:
                    self.sleep(max(min(error.wait or 0.0, 20.0), 2.0**attempt * (0.5 + self.jitter())))
        raise ModelError(f"{self.entry.name}: {problem}, {_TRIES} times; set proxy_url or HF_ENDPOINT; {BY_HAND}")


def _pinned(entry: Entry, *, commit: str, files: Sequence[ModelFile], gated: bool) -> Entry:
    try:
        return Entry(
            **{
                **entry.model_dump(exclude={"files", "revision", "gated", "seen_in"}),
                "revision": commit,
                "files": tuple(files),
                "gated": gated,
            }
        )
    except ValidationError as error:
        reason = error.errors(include_url=False, include_input=False)[0]["msg"].removeprefix("Value error, ")
        raise ModelError(f"{entry.name}: cannot be pinned at {commit}: {reason}; name another --revision") from error


def _answer(content: bytes, *, hub: Hub) -> Mapping[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ModelError(
            f"{hub.host}: the answer is no JSON but another page; check HF_ENDPOINT and proxy_url"
        ) from error
    if not isinstance(answer, Mapping):
        raise ModelError(f"{hub.host}: the answer does not tell of a model; check HF_ENDPOINT")
    return answer


def _commit(answer: Mapping[str, Any], *, hub: Hub) -> str:
    commit = answer.get("sha")
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise ModelError(f"{hub.host}: the answer names no commit; check HF_ENDPOINT")
    return commit


def _chosen(answer: Mapping[str, Any], *, entry: Entry, revision: str) -> Iterator[Mapping[str, Any]]:
    """Yield what is stated of the files to pull: one file of weights before the same in parts."""
    siblings = answer.get("siblings")
    stated = [one for one in siblings if isinstance(one, Mapping)] if isinstance(siblings, list) else []
    names = {one["rfilename"] for one in stated if isinstance(one.get("rfilename"), str)}
    if not any(map(is_weights, names)):
        raise ModelError(
            f"{entry.name}: {entry.hub} holds no safetensors weights at {revision}, and others can run code; name a "
            "revision that does with --revision (the hub's converter leaves them at refs/pr/NUMBER), or another model"
        )
    for one in sorted((one for one in stated if one.get("rfilename") in names), key=lambda one: str(one["rfilename"])):
        name = str(one["rfilename"])
        in_parts = name == f"{_SINGLE}.index.json" or (is_weights(name) and name != _SINGLE)
        if may_be_pulled(name) and not (in_parts and _SINGLE in names):
            yield one


def _weights(stated: Mapping[str, Any]) -> ModelFile:
    held = stated.get("lfs")
    try:
        return ModelFile(name=stated["rfilename"], bytes=held["size"], sha256=held["sha256"])  # type: ignore[index]
    except (ValidationError, LookupError, TypeError) as error:
        raise ModelError(f"{stated['rfilename']}: the hub tells no size and SHA-256; choose another model") from error


def _small(stated: Mapping[str, Any], content: bytes) -> ModelFile:
    name, held = str(stated["rfilename"]), stated.get("lfs")
    found = hashlib.sha256(content).hexdigest()
    promised = held.get("sha256") if isinstance(held, Mapping) else stated.get("blobId")
    if not content or promised not in (found, _git_name(content)):
        raise ModelError(f"{name}: what was fetched is not what the hub lists; check HF_ENDPOINT and proxy_url")
    return ModelFile(name=name, bytes=len(content), sha256=found)


def _git_name(content: bytes) -> str:
    """Return the name Git gives to a file of this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
