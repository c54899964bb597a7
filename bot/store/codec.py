"""Values as JSON and back, by their own types: what is written is what is read."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from bot.store.types import storable

ValueT = TypeVar("ValueT")


_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def encode(value: object) -> str:
    """Return `value`, a dataclass or model of the domain, as JSON; lone surrogates become U+FFFD."""
    adapter = _adapter(type(value))
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        return storable(json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False))


def decode(kind: type[ValueT], text: str) -> ValueT:
    """Return the value of `kind` that `encode` wrote; raise pydantic's ValidationError where it is another."""
    value: ValueT = _adapter(kind).validate_json(text)
    return value


def encode_numbers(numbers: tuple[int, ...]) -> str:
    """Return whole numbers of any size as JSON."""
    return json.dumps(numbers, separators=(",", ":"))


def decode_numbers(text: str) -> tuple[int, ...]:
    """Return what `encode_numbers` wrote."""
    return decode(tuple[int, ...], text)
