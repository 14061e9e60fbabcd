"""From a request to the document to be mapped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.api.bodies import Upload
from service.api.problems import ApiError
from service.api.request_executor import RequestExecutor
from service.domain.document import Document
from service.errors import ArgmapError, InfrastructureError
from service.reading import Limits
from service.reading.entry import check_size, file_name, from_page, name_of
from service.reading.options import Options
from service.schema import MapRequest


async def read_document(
    article: MapRequest | Upload, limits: Limits, executor: RequestExecutor, owner: str | None
) -> Document:
    """The document, read in a killable process; raises UnreadableDocument if that fails."""
    if isinstance(article, Upload):
        options = article.options
        _only_one_source(options, uploads=1)
        check_size(article.data, limits)
        about = Options(file_name(article.name), options.title, options.language, article.media_type, limits)
        return await executor.read(article.data, about, owner)
    _only_one_source(article, uploads=0)
    if article.url is not None:
        page = await executor.fetch(article.url, limits, owner)
        about = Options(file_name(name_of(page)), article.title, article.language, page.media_type, limits)
        return from_page(await executor.read(page.data, about, owner), page)
    about = Options(title=article.title, language=article.language, limits=limits, is_text=True)
    return await executor.read((article.text or "").encode("utf-8", "surrogatepass"), about, owner)


@contextmanager
def of_article(number: int) -> Iterator[None]:
    """Inside the block, problems are reported with the article's number, counting from 0."""
    try:
        yield
    except ArgmapError as error:
        if isinstance(error, InfrastructureError):
            raise
        raise ApiError(422, error.code, f"article {number}: {error.message}", hint=error.hint) from error


def _only_one_source(options: MapRequest, uploads: int) -> None:
    given = uploads + (options.text is not None) + (options.url is not None)
    if given != 1:
        raise ApiError(
            422, "one-source", f"the request has {given} articles, but needs exactly one",
            hint='Send one of "text", "url" or a multipart `file`.',
        )  # fmt: skip
