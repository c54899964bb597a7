"""Rows of the operator's sources file, changed as text so that comments and order stay. Every change is checked."""

import json
import os
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.domain.source import Source
from bot.errors import ConfigError

_ALWAYS = ("id", "name", "url", "country", "language", "tier", "terms", "verified")
_FIRST = ("id", "name", "kind", "url")
_INDENT = "  "


def row_text(source: Source, *, indent: str = _INDENT) -> str:
    """Return the row of `source` as it stands in sources.yaml, on two lines; what is as by default is left out."""
    said = source.model_dump(mode="json", exclude_defaults=True)
    values = {**{name: getattr(source, name) for name in _ALWAYS}, **said}
    order = [name for name in Source.model_fields if name in values]
    first = ", ".join(f"{name}: {_value(values[name])}" for name in order if name in _FIRST)
    rest = ", ".join(f"{name}: {_value(values[name])}" for name in order if name not in _FIRST)
    return f"{indent}- {{{first},\n{indent}   {rest}}}\n"


def with_rows(text: str, sources: Sequence[Source], *, where: str) -> str:
    """Return the sources file `text` with rows for `sources` at its end; raise ConfigError where that is not safe."""
    node = _list_in(text, where)
    if node.flow_style and node.value:
        rows = ", ".join(row_text(source, indent="").strip()[2:] for source in sources)
        place = node.end_mark.index - 1
        changed = f"{text[:place]}, {rows}{text[place:]}"
    elif node.flow_style:
        rows = "".join(row_text(source) for source in sources)
        before, after = text[: node.start_mark.index].rstrip(" "), text[node.end_mark.index :]
        changed = f"{before}\n{rows.rstrip()}{after}"
    else:
        rows = "".join(row_text(source, indent=" " * node.start_mark.column) for source in sources)
        place = _line_end(text, _end_of(node, text))
        changed = f"{text[:place]}\n{rows.rstrip()}{text[place:]}"
    added = [yaml.safe_load(row_text(source))[0] for source in sources]
    return _checked(changed, [*_rows(text), *added], where)


def with_verified(text: str, ids: Collection[str], *, where: str) -> str:
    """Return the sources file `text` with `verified: true` in the rows `ids`; raise ConfigError where unsafe."""
    changed = text
    for row in reversed(_list_in(text, where).value):
        fields = {key.value: value for key, value in row.value}
        if "id" not in fields or fields["id"].value not in ids:
            continue
        known = fields.get("verified")
        if known is not None:
            changed = changed[: known.start_mark.index] + "true" + changed[known.end_mark.index :]
        elif row.flow_style:
            place = fields["id"].end_mark.index
            changed = f"{changed[:place]}, verified: true{changed[place:]}"
        else:
            place = _line_end(changed, fields["id"].end_mark.index)
            changed = f"{changed[:place]}\n{' ' * row.start_mark.column}verified: true{changed[place:]}"
    wanted = [{**row, "verified": True} if row.get("id") in ids else row for row in _rows(text)]
    return _checked(changed, wanted, where)


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change the file at once or not at all; one that is not there begins as an empty list. Raise ConfigError."""
    try:
        text = path.read_bytes().decode("utf-8") if path.exists() else "sources: []\n"
        crlf = "\r\n" in text
        changed = change(text.replace("\r\n", "\n"))
        _replace(path, changed.replace("\n", "\r\n") if crlf else changed)
    except OSError as error:
        raise ConfigError(
            str(path), f"cannot be changed ({error.strerror})", hint="check its folder's rights"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), "is not UTF-8") from error


def _replace(path: Path, text: str) -> None:
    target = path.resolve()  # a link stays a link
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode())
        Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list_in(text: str, where: str) -> yaml.SequenceNode:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ConfigError(where, "is not valid YAML", hint="mend it first") from error
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for key, value in pairs:
        if key.value == "sources" and isinstance(value, yaml.SequenceNode):
            return value
    raise ConfigError(where, "has no list 'sources'", hint="write 'sources: []' for none")


def _rows(text: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load(text)["sources"])


def _end_of(node: yaml.Node, text: str) -> int:
    """Return where the last thing in `node` ends; a block's own end lies after the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_of(last[1] if isinstance(last, tuple) else last, text)
    end = int(node.end_mark.index)
    return len(text[:end].rstrip())


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found


def _checked(text: str, wanted: list[dict[str, Any]], where: str) -> str:
    """Return `text` if it says what is `wanted`; a file written in an unforeseen way is left as it is."""
    try:
        if _rows(text) == wanted:
            return text
    except (yaml.YAMLError, TypeError, KeyError):
        pass
    raise ConfigError(where, "is written in a way that cannot be changed safely", hint="change it by hand")
