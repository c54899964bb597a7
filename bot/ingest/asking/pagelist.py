"""A page that lists articles: a ministry, an agency, a parliament without a feed."""

from bot.domain.source import FetchState, Source
from bot.ingest.answers import NotModified
from bot.ingest.asking.tools import Asked, Tools, is_known
from bot.ingest.http import PAGE
from bot.ingest.wanted import Wanted


async def ask_page_list(tools: Tools, source: Source, state: FetchState) -> Asked:
    """Return the articles that the source's selector finds on its page. It is a page for people: robots.txt holds."""
    await tools.robots.check(state.address(source))
    answer = await tools.fetch_changed(source, state, limits=PAGE)
    if isinstance(answer, NotModified) or is_known(answer, state):
        return answer, None
    wanted = Wanted(kind="list", selector=source.selector or "", language=source.language)
    return answer, await tools.workers.feed(answer.body, url=answer.url, charset=answer.charset, wanted=wanted)
