"""What Teams answers, as this program's errors: what is surely not out, what may be, and how long to wait."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.teams.failures import Unreachable, backoff, code_of, failure, retry_after
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    InstallationUnavailable,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ThreadGone,
)

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
REQUEST = httpx.Request("POST", "https://smba.invalid/v3/conversations/x/activities")


def answer(status: int, body: Any = None, headers: dict[str, str] | None = None) -> httpx.HTTPStatusError:
    """Return what httpx raises for an answer; `body` is JSON, or the text of a page."""
    told = {"text": body} if isinstance(body, str) else {"json": body} if body is not None else {}
    response = httpx.Response(status, headers=headers, request=REQUEST, **told)
    return httpx.HTTPStatusError("planned", request=REQUEST, response=response)


def said(code: str) -> dict[str, Any]:
    """Return the body of an error as Teams writes it."""
    return {"error": {"code": code, "message": "words that may hold anything"}}


def read(error: Exception, **more: Any) -> DeliveryError:
    return failure(error, "19:c@thread.tacv2", clock=lambda: NOW, **more)


@pytest.mark.parametrize("status", [412, 429, 502, 504])
def test_what_is_surely_not_accepted_waits_for_that_conversation_alone(status: int) -> None:
    waited = read(answer(status, said("Any"), {"Retry-After": "7"}))
    assert type(waited) is RateLimited
    assert (waited.retry_after, waited.wide) == (7.0, False)
    bare = read(answer(status, "<html>no</html>"), wait=3.5)
    assert isinstance(bare, RateLimited)
    assert bare.retry_after == 3.5


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (answer(500, said("ServiceError")), OutcomeUnknown),
        (answer(503, said("ServiceUnavailable"), {"Retry-After": "3"}), OutcomeUnknown),
        (answer(408, said("Timeout")), OutcomeUnknown),
        (httpx.ReadTimeout("slow"), OutcomeUnknown),
        (httpx.WriteTimeout("slow"), OutcomeUnknown),
        (httpx.ReadError("gone"), OutcomeUnknown),
        (httpx.RemoteProtocolError("gone"), OutcomeUnknown),
        (TimeoutError(), OutcomeUnknown),
        (httpx.ConnectError("no"), Unreachable),
        (httpx.ConnectTimeout("no"), Unreachable),
        (httpx.PoolTimeout("no"), Unreachable),
        (httpx.ProxyError("407"), Unreachable),
        (answer(403, said("BotNotInConversationRoster")), ChannelUnavailable),
        (answer(403, said("NeverHeardOf")), ChannelUnavailable),
        (answer(404, said("ConversationNotFound")), ChannelUnavailable),
        (answer(403, said("BotDisabledByAdmin")), InstallationUnavailable),
        (answer(401, {"message": "Authorization has been denied for this request."}), InstallationUnavailable),
        (answer(413), Rejected),
        (answer(400, said("MessageSizeTooBig")), Rejected),
        (answer(400, said("BadSyntax")), Rejected),
        (answer(401, "<html>a portal</html>"), Unreachable),
        (answer(403, "<html>a proxy</html>"), Unreachable),
        (answer(404, "nothing here"), Unreachable),
        (answer(407), Unreachable),
        (answer(302, headers={"Location": "https://elsewhere.invalid"}), Unreachable),
    ],
)
def test_each_failure_has_its_error(error: Exception, kind: type[DeliveryError]) -> None:
    assert type(read(error)) is kind


def test_a_reply_to_what_is_gone_is_a_thread_that_is_gone() -> None:
    assert isinstance(read(answer(404, said("ActivityNotFoundInConversation")), threaded=True), ThreadGone)
    assert isinstance(read(answer(403, said("BotNotInConversationRoster")), threaded=True), ChannelUnavailable)


def test_only_codes_of_an_answer_are_told() -> None:
    told = read(answer(400, {"error": {"code": "Bad thing, <b>said</b> by a user", "message": "secret words"}}))
    assert "secret" not in str(told)
    assert "<b>" not in str(told)
    assert code_of(answer(400, said("BadSyntax"))) == "BadSyntax"


def test_what_is_no_failure_of_a_call_is_raised() -> None:
    with pytest.raises(KeyError):
        read(KeyError("a bug"))


@pytest.mark.parametrize(
    ("given_", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("0", 0.5),
        ("Mon, 23 Nov 2026 06:30:20 GMT", 20.0),
        ("Mon, 23 Nov 2026 06:30:20 -0000", 20.0),
        ("Mon, 23 Nov 2026 06:29:00 GMT", 0.5),
        ("Mon, 23 Nov 2099 06:29:00 GMT", None),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("٧", None),
    ],
)
def test_how_long_to_wait_is_read_in_seconds_and_as_a_date(given_: str, seconds: float | None) -> None:
    assert retry_after({"retry-After": given_}, now=NOW) == seconds


@given(st.text(max_size=60))
def test_no_wait_is_ever_read_wrongly(text: str) -> None:
    seconds = retry_after({"Retry-After": text}, now=NOW)
    assert seconds is None or 0.5 <= seconds <= 86_400


@given(st.integers(-5, 10_000), st.floats(0, 1))
def test_waits_grow_and_are_spread(failures: int, share: float) -> None:
    assert 1.0 <= backoff(failures, share) <= 120.0
    assert backoff(failures, share) <= backoff(failures + 1, 1.0)
    assert backoff(failures, 0.0) * 2 == backoff(failures, 1.0)


@given(st.integers(100, 599), st.binary(max_size=200))
def test_no_answer_breaks_the_table(status: int, body: bytes) -> None:
    response = httpx.Response(status, content=body, request=REQUEST)
    assert isinstance(read(httpx.HTTPStatusError("x", request=REQUEST, response=response)), DeliveryError)
