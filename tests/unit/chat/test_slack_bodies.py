"""Bodies are read as the standard library reads them, only sooner."""

import json
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.slack.bodies import fields, read_body

FORM = "application/x-www-form-urlencoded"
_LETTERS = st.text(alphabet="aF09%=&+_ \r\n\t.é😀", max_size=40)


@given(st.one_of(st.text(max_size=60), _LETTERS))
def test_any_text_gives_the_fields_the_standard_library_gives(text: str) -> None:
    assert fields(text) == dict(parse_qsl(text, keep_blank_values=True))


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=4))
def test_what_was_encoded_comes_back(given_fields: dict[str, str]) -> None:
    kept = {name: value for name, value in given_fields.items() if name or value}
    sendable = {name: value.encode(errors="replace").decode() for name, value in kept.items()}
    assert fields(urlencode(sendable)) == {name: sendable[name] for name in sendable}


def test_an_action_is_the_json_in_its_payload_and_a_command_its_fields() -> None:
    payload = {"type": "block_actions", "text": "50 % = 1+1 & “more”"}
    assert read_body(urlencode({"payload": json.dumps(payload)}), FORM) == payload
    assert read_body("command=%2Fentente&text=a+b&empty=", FORM) == {"command": "/entente", "text": "a b", "empty": ""}
    assert read_body('{"type": "url_verification"}', "application/json; charset=utf-8") == {"type": "url_verification"}


@pytest.mark.parametrize("text", ["[1]", "{", ""])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"object|Expecting"):
        read_body(text, "application/json")
