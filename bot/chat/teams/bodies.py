"""Reading the body of a request as one JSON object, and nothing that two readers could read in two ways. Pure."""

import json
from typing import Any, NoReturn

MAX_DEPTH = 50


class Unreadable(ValueError):
    """It is no such object; the message says why in words of ours."""


def read_object(raw: bytes) -> dict[str, Any]:
    """Return the object; raise Unreadable where it is none, names a field twice, nests too deep or is no whole text."""
    if not raw.strip():
        raise Unreadable("the body is empty")
    try:
        read = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_refused)
    except Unreadable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unreadable("the body is not JSON") from error
    if not isinstance(read, dict):
        raise Unreadable("the body is not a JSON object")
    if _is_deep(read):
        raise Unreadable("the body nests too deep")
    if b"\\u" in raw:
        _check_whole(read)
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise Unreadable("the body names a field twice")
    return read


def _refused(_constant: str) -> NoReturn:
    raise Unreadable("the body is not JSON")


def _is_deep(read: object) -> bool:
    level = [read]
    for _ in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return [*value.values()]
    return value if isinstance(value, list) else []


def _check_whole(read: object) -> None:
    """Raise Unreadable where half a character stands: it can be neither stored nor sent."""
    try:
        json.dumps(read, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise Unreadable("the body holds half a character") from error
