"""A week's trends in the root of a digest, on the console and in Slack's blocks."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.console import ConsoleRenderer
from bot.chat.slack import limits
from bot.chat.slack.render import SlackRenderer
from bot.domain.brief import Brief, BriefKind
from bot.domain.trends import TrendGroup, TrendLine, Trends
from support.briefs import shipped_labels
from support.values import make_brief, make_delivery_key, make_item

LABELS = shipped_labels()
MOVED = TrendLine(text="Poland–South Korea, 180 K2: talks → contract", url="https://slack.test/archives/C1/p1")
COUNTED = TrendLine(text="4 new stories of this topic; none in the four weeks before.")
GROUPS = (
    TrendGroup(label="THIS WEEK AGAINST THE FOUR BEFORE", lines=(COUNTED,)),
    TrendGroup(label="STAGES REACHED", lines=(MOVED,), left_out=1200),
)


def digest(*groups: TrendGroup, basis: str = "Counted: 9 stories.", items: int = 1) -> Brief:
    return make_brief(
        kind=BriefKind.DIGEST,
        items=tuple(make_item(str(number)) for number in range(items)),
        trends=Trends(groups=groups, basis=basis),
    )


def plain(brief: Brief) -> list[str]:
    return str(ConsoleRenderer(LABELS).root(brief, make_delivery_key()).body["plain"]).splitlines()


def blocks(brief: Brief) -> list[dict[str, Any]]:
    return list(SlackRenderer(LABELS).root(brief, make_delivery_key()).body["blocks"])


def test_trends_stand_before_the_stories_and_their_basis_at_the_end() -> None:
    lines = plain(digest(*GROUPS))
    told = lines.index("· Poland–South Korea, 180 K2: talks → contract ↗")
    assert lines.index("THIS WEEK AGAINST THE FOUR BEFORE") < lines.index("STAGES REACHED") < told
    assert lines[told + 1] == "and 1,200 more"
    assert told < max(number for number, line in enumerate(lines) if line.startswith("1 "))
    assert lines[-1].startswith("Counted: 9 stories. ")
    assert lines[-1].endswith("sources answered.")


def test_slack_links_each_line_behind_an_arrow() -> None:
    texts = [block["text"]["text"] for block in blocks(digest(*GROUPS)) if block["type"] == "section"]
    assert texts[0].startswith("*THIS WEEK AGAINST THE FOUR BEFORE*\n• 4 new stories")
    assert "talks → contract\N{NO-BREAK SPACE}<https://slack.test/archives/C1/p1|↗>" in texts[1]
    assert texts[1].endswith("and 1,200 more")


def test_a_digest_of_before_has_no_trends() -> None:
    old = make_brief(kind=BriefKind.DIGEST)
    assert not any("AGAINST" in line or line.startswith("Counted") for line in plain(old))


LINES = st.builds(
    TrendLine,
    text=st.one_of(st.text(max_size=400), st.sampled_from(["<!channel> *x* _y_ <http://e.test|z>", "&" * 400])),
    url=st.none() | st.sampled_from(["https://e.test/" + "x" * 2000, "javascript:alert(1)", "https://e.test/a"]),
)
ANY = st.builds(TrendGroup, label=st.text(max_size=40), lines=st.lists(LINES, min_size=1, max_size=6).map(tuple))


@given(st.lists(ANY, max_size=4), st.integers(0, 40))
@settings(max_examples=40, deadline=None)
def test_whatever_is_said_stays_within_the_limits_and_is_escaped(groups: list[TrendGroup], items: int) -> None:
    made = blocks(digest(*groups, items=items))
    assert not limits.problems(made)
    texts = [block["text"]["text"] for block in made if block["type"] == "section"]
    assert not any("<!channel>" in text or "javascript:" in text for text in texts)
