"""Lines lead to the threads of the channel they are shown in, and to no other."""

from bot.domain.delivery import MessageRef, Told
from bot.domain.dossier import Dossier, Line, SectionKind
from bot.domain.ids import StoryId
from bot.steps.answer_threads import linked
from support.dossiers import THREAD, make_dossier

OURS = "https://example.invalid/archives/C2/p1"


def _told(story: str, link: str | None) -> dict[StoryId, Told]:
    thread = MessageRef(channel="C2", message_id="1", permalink=link)
    return {StoryId(story): Told(story_id=StoryId(story), revision=1, stage=None, message=None, thread=thread)}


def _lines(dossier: Dossier, kind: SectionKind) -> tuple[Line, ...]:
    section = dossier.section(kind)
    assert section is not None
    return section.lines


def test_a_deal_told_here_leads_to_its_thread() -> None:
    dossier = linked(make_dossier(), _told("s-1", OURS))
    assert [line.link for line in _lines(dossier, SectionKind.DEALS)] == [THREAD, OURS]
    assert [line.link for line in _lines(dossier, SectionKind.CHANGED)] == [OURS]
    assert [line.link for line in _lines(dossier, SectionKind.TIMELINE)] == [""]


def test_what_was_not_told_here_leads_nowhere() -> None:
    assert linked(make_dossier(), {}) == make_dossier()
    assert linked(make_dossier(), _told("s-9", OURS)) == make_dossier()
    assert linked(make_dossier(), _told("s-1", None)) == make_dossier()
