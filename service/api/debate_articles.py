"""The maps and articles of a request for a debate: looked up, read, and submitted to be mapped."""

from __future__ import annotations

from collections.abc import Sequence

from service.api.bodies import of_article, read_document
from service.api.context import in_thread
from service.api.debate_wire import ArticleRequest
from service.api.request_executor import RequestExecutor
from service.domain.document import Document
from service.pipeline.runs import Runs
from service.reading import Limits
from service.schema import MapRequest


async def check_maps(runs: Runs, map_ids: Sequence[str], caller: str | None) -> None:
    """NoSuchMap, before anything else is processed."""
    for map_id in map_ids:
        await in_thread(runs.map_summary, map_id, caller)


async def read_all(
    articles: Sequence[ArticleRequest], limits: Limits, executor: RequestExecutor, caller: str | None
) -> list[Document]:
    """All documents, or the problem of the first unreadable one, with its number."""
    found = []
    for number, article in enumerate(articles):
        with of_article(number):
            found.append(await _read(article, limits, executor, caller))
    return found


async def _read(article: ArticleRequest, limits: Limits, executor: RequestExecutor, caller: str | None) -> Document:
    wanted = MapRequest(text=article.text, url=article.url, title=article.title)
    document = await read_document(wanted, limits, executor, caller)
    given = {name: getattr(article, name) for name in ("outlet", "author", "published")}
    return document.model_copy(update={name: value for name, value in given.items() if value})
