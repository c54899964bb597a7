"""Files into a thread of Slack, its status and its prompts: typed failures, nothing leaked, no answer held up."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.chat.platform import Prompt, Upload
from bot.chat.slack import live as edge
from bot.chat.slack.app_clients import WorkspaceClient
from bot.chat.slack.uploads import MAX_BYTES
from bot.errors import (
    ChannelUnavailable,
    DeliveryError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
    ScopeMissing,
    StorageError,
    ThreadGone,
)
from support.faultproxy import Fault
from support.faultproxy_script import limited
from support.slackanswer import CHANNEL, Answering, answering

ADDRESS, BYTES, SHOW = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
STATUS, PROMPTS = "assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"
CHART = Upload(name="months.png", title="Stories by month", content=b"\x89PNG..", alt="Stories by month: May 2, June 4")
TABLE = Upload(name="answer.csv", title="The answer", content=b"a,b\n1,2\n")
LOST, LOST_AFTER = Fault(drop=True), Fault(drop=True, after=True)


@pytest.fixture
async def one() -> AsyncIterator[Answering]:
    async with answering() as running:
        yield running


async def upload(one: Answering, *files: Upload) -> None:
    await one.live.upload(CHANNEL, files or (CHART,), thread=one.asked)


async def test_files_come_into_the_thread_in_one_message_each_with_its_words(one: Answering) -> None:
    await upload(one, CHART, TABLE)
    (message,) = one.answers
    assert message["files"] == [
        {"id": "F1", "title": CHART.title, "name": CHART.name, "length": 6, "alt": CHART.alt, "content": CHART.content},
        {"id": "F2", "title": TABLE.title, "name": TABLE.name, "length": 8, "alt": None, "content": TABLE.content},
    ]
    assert one.slack.refused == []


async def test_without_a_thread_files_come_into_the_channel(one: Answering) -> None:
    await one.live.upload(CHANNEL, (TABLE,))
    assert "thread_ts" not in one.slack.messages[-1]
    assert one.slack.messages[-1]["files"][0]["name"] == TABLE.name


async def test_nothing_to_upload_is_no_message(one: Answering) -> None:
    await one.live.upload(CHANNEL, (), thread=one.asked)
    assert one.answers == []


@pytest.mark.parametrize("method", [ADDRESS, BYTES, SHOW])
async def test_a_wait_is_sat_out_at_each_step(one: Answering, method: str) -> None:
    one.slack.plan(method, limited(0))
    await upload(one)
    assert len(one.answers) == 1
    assert len(one.slack.called(method)) == 2


@pytest.mark.parametrize("method", [ADDRESS, BYTES, SHOW])
async def test_a_long_wait_is_the_callers(one: Answering, method: str) -> None:
    one.slack.plan(method, limited(600))
    with pytest.raises(RateLimited) as caught:
        await upload(one)
    assert caught.value.wide is False, "messages need not wait for files"
    assert one.answers == []


@pytest.mark.parametrize("fault", [Fault(status=503), LOST])
async def test_what_nobody_saw_yet_is_sent_again(one: Answering, fault: Fault) -> None:
    one.slack.plan(BYTES, fault)
    await upload(one)
    assert len(one.answers) == 1


@pytest.mark.parametrize("fault", [LOST, LOST_AFTER, Fault(status=500, error="internal_error")])
async def test_files_that_may_be_shown_are_not_shown_again(one: Answering, fault: Fault) -> None:
    one.slack.plan(SHOW, fault)
    with pytest.raises(OutcomeUnknown):
        await upload(one)
    assert len(one.slack.called(SHOW)) == 1


@pytest.mark.parametrize(
    ("method", "fault", "kind"),
    [
        (ADDRESS, Fault(error="file_uploads_disabled"), Rejected),
        (BYTES, Fault(status=413), Rejected),
        (SHOW, Fault(error="channel_not_found"), ChannelUnavailable),
        (SHOW, Fault(error="not_in_channel"), ChannelUnavailable),
        (SHOW, Fault(error="invalid_thread_ts"), ThreadGone),
    ],
)
async def test_each_refusal_is_told_apart_and_names_no_address(
    one: Answering, method: str, fault: Fault, kind: type[DeliveryError]
) -> None:
    one.slack.plan(method, fault)
    with pytest.raises(kind) as caught:
        await upload(one)
    assert "http" not in str(caught.value)
    assert one.answers == []


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ((Upload(name="big.html", title="", content=b"x" * (MAX_BYTES + 1)),), "big.html has 5000001 bytes"),
        ((Upload(name="none.csv", title="", content=b""),), "none.csv is empty"),
        ((TABLE,) * 11, "11 files"),
    ],
)
async def test_what_is_too_large_is_not_begun(one: Answering, files: tuple[Upload, ...], says: str) -> None:
    with pytest.raises(Rejected, match=says):
        await upload(one, *files)
    assert one.slack.called(ADDRESS) == []


async def test_without_the_scope_files_are_off_and_that_is_said_once(one: Answering) -> None:
    one.slack.slack.live.uploads = False
    with capture_logs() as said:
        for _ in range(3):
            with pytest.raises(ScopeMissing):
                await upload(one)
    assert len(one.slack.called(ADDRESS)) == 1
    assert [(line["feature"], line["scope"]) for line in said] == [("files", "files:write")]


@pytest.mark.parametrize("url", ["ftp://files.example.invalid/api/", "/api/"])
async def test_no_file_is_sent_where_slack_would_not_have_it(one: Answering, url: str) -> None:
    one.slack.slack.url = url
    with pytest.raises(Rejected, match="no address"):
        await upload(one)
    assert one.slack.called(BYTES) == []


async def test_titles_stand_in_no_address(one: Answering) -> None:
    await upload(one, CHART)
    assert one.slack.addresses
    assert not any("Stories" in address or "May" in address for address in one.slack.addresses)


async def test_a_status_is_shown_and_taken_away(one: Answering) -> None:
    await one.live.thinking(CHANNEL, "is looking it up …", thread=one.asked)
    await one.live.thinking(CHANNEL, "", thread=one.asked)
    shown = [status for _, _, status in one.slack.slack.live.statuses]
    assert shown == ["is looking it up …", ""]


@pytest.mark.parametrize(
    ("status", "shown"),
    [("Looking it up…", "is looking it up…"), ("is at it", "is at it"), ("", ""), ("X" * 300, "is x" + "X" * 96)],
)
def test_a_status_reads_on_from_the_bots_name(status: str, shown: str) -> None:
    assert edge.as_slack_says(status) == shown


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error="unknown_method"),
        Fault(error="invalid_thread_ts"),
        Fault(error="token_revoked"),
        Fault(status=500, html=True),
        limited(30),
        LOST,
        Fault(hang=True),
    ],
)
async def test_a_status_or_prompts_never_keep_an_answer_from_coming(
    one: Answering, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "BEST_EFFORT_SECONDS", 0.05)
    one.slack.plan(STATUS, fault)
    one.slack.plan(PROMPTS, fault)
    await one.live.thinking(CHANNEL, "is looking it up …", thread=one.asked)
    await one.live.suggest("D1", [Prompt(title="Help", message="help")])
    assert await one.stream() is not None


async def test_a_database_that_knows_no_token_just_now_costs_the_status_alone(one: Answering) -> None:
    async def token() -> str:
        raise StorageError("the database refused")

    live = edge.SlackLive(WorkspaceClient(one.clients, token_of=token), one.clients)
    await live.thinking(CHANNEL, "is looking it up …", thread=one.asked)
    await live.suggest("D1", [Prompt(title="Help", message="help")])
    assert one.slack.called(STATUS) == one.slack.called(PROMPTS) == []


async def test_a_status_that_hung_is_let_alone_for_a_minute(one: Answering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "BEST_EFFORT_SECONDS", 0.05)
    one.slack.plan(STATUS, Fault(hang=True))
    for seconds in (0, 59, 1):
        one.clock.now += seconds
        await one.live.thinking(CHANNEL, "is looking it up …", thread=one.asked)
    assert len(one.slack.called(STATUS)) == 2


async def test_at_most_four_prompts_are_offered_and_without_a_thread(one: Answering) -> None:
    await one.live.suggest("D1", [Prompt(title="Q" * 200, message=f"question {number}") for number in range(6)])
    (offered,) = one.slack.slack.live.prompts
    assert "thread_ts" not in offered
    assert [each["message"] for each in offered["prompts"]] == [f"question {number}" for number in range(4)]
    assert all(len(each["title"]) <= 75 for each in offered["prompts"])
    assert one.slack.refused == []


async def test_the_older_container_names_its_thread(one: Answering) -> None:
    await one.live.suggest("D1", [Prompt(title="Help", message="help")], thread=one.asked)
    assert one.slack.slack.live.prompts[0]["thread_ts"] == one.asked.message_id
