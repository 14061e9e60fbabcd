"""From a request to the document that it asks to be mapped."""

from __future__ import annotations

import asyncio

from service.api.bodies import Upload
from service.api.problems import ApiError
from service.api.wire import MapRequest
from service.domain.document import Document
from service.reading import Limits, read_bytes, read_text, read_url


async def read_document(article: MapRequest | Upload, limits: Limits) -> Document:
    """The document, read in a thread (PDF and HTML take their time); UnreadableDocument where it cannot be."""
    if isinstance(article, Upload):
        options = article.options
        _only_one_source(options, uploads=1)
        return await asyncio.to_thread(
            read_bytes,
            article.data,
            name=article.name,
            media_type=article.media_type,
            title=options.title,
            language=options.language,
            limits=limits,
        )
    _only_one_source(article, uploads=0)
    if article.url is not None:
        url = article.url
        return await asyncio.to_thread(read_url, url, title=article.title, language=article.language, limits=limits)
    return await asyncio.to_thread(
        read_text, article.text or "", title=article.title, language=article.language, limits=limits
    )


def _only_one_source(options: MapRequest, uploads: int) -> None:
    given = uploads + (options.text is not None) + (options.url is not None)
    if given != 1:
        raise ApiError(
            422, "one-source", f"the request has {given} articles, one is wanted",
            hint='Send one of "text", "url" or a multipart `file`.',
        )  # fmt: skip
