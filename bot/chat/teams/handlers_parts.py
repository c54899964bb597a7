"""Parts of an activity, whatever it lacks or holds in another form. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

Part = Mapping[str, Any]


def text(body: Part, *path: str) -> str:
    """Return the text at a path of fields, "" where there is none; without what no database holds."""
    *before, last = path
    value = part(body, *before).get(last)
    return "" if not isinstance(value, str) else value if value.isprintable() else _storable(value)


def part(body: Part, *path: str) -> Part:
    """Return the part at a path of fields, an empty one where there is none."""
    value: Any = body
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def parts(body: Part, name: str) -> Iterator[Part]:
    """Yield the parts of a list, none where it is no list; what is no part is left out."""
    value = body.get(name)
    if isinstance(value, list | tuple):
        yield from (each for each in value if isinstance(each, Mapping))


def _storable(value: str) -> str:
    """Return a text without zeros and halves of characters."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
