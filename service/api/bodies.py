"""Request bodies: JSON, and an article as JSON or as an uploaded file; and the document that an article becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from service.api.keys import identify
from service.api.problems import ApiError
from service.api.request_executor import RequestExecutor
from service.domain.document import Document
from service.errors import ArgmapError, InfrastructureError
from service.reading import Limits
from service.reading.entry import check_size, file_name, from_page, name_of
from service.reading.options import Options
from service.schema import ChangesOrRestore, MapRequest

_FORM_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}\"?([^\s\";]{1,100})", re.IGNORECASE)
_LARGE = 250_000
"""Bytes of JSON from which it is first checked in another process, since parsing holds the interpreter lock."""


class JsonRoute(APIRoute):
    """A route that knows its caller before it parses a body, and parses it as strictly as the standard of JSON.

    In corrections text is kept verbatim, so that a lone surrogate is refused; in article texts it is replaced.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle
        model = self.body_field.field_info.annotation
        exact = isinstance(model, type) and issubclass(model, ChangesOrRestore)

        async def handle_parsed(request: Request) -> Response:
            await identify(request)
            parsed = _Parsed(request.scope, request.receive)
            parsed.value = await _read_json(parsed, exact=exact)
            return await handle(parsed)

        return handle_parsed


class _Parsed(Request):
    value: Any

    async def json(self) -> Any:
        return self.value


async def _read_json(request: Request, *, exact: bool = False) -> Any:
    """The JSON body; 415 for another content type, 400 for invalid JSON."""
    media_type = _media_type(request)
    if media_type != "application/json":
        raise ApiError(
            415, "unsupported-media-type", f"the body is {media_type or 'of no declared type'}, not application/json",
            hint="Send JSON with the header `Content-Type: application/json`.",
        )  # fmt: skip
    body = await request.body()
    await check_json_size(request, body)
    try:
        value = json.loads(body, parse_constant=_no_constant)
        if exact and b"\\ud" in body.lower():
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is no character
    except (ValueError, RecursionError) as error:
        raise ApiError(
            400, "bad-json", f"the body is not valid JSON: {error}", hint="Check the quotes and commas."
        ) from error
    return value


async def check_json_size(request: Request, body: bytes) -> None:
    """422 for JSON with too many values, counted in another process."""
    if len(body) > _LARGE:
        await request.app.state.executor.do("count", body, owner=request.state.key)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not valid JSON")


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


@dataclass(frozen=True)
class Upload:
    """An uploaded file, with the form's other fields."""

    data: bytes
    name: str | None
    media_type: str | None
    options: MapRequest


async def read_article(request: Request) -> MapRequest | Upload:
    """An article as JSON, or as an uploaded file (multipart, field `file`)."""
    if _media_type(request) != "multipart/form-data":
        return _validated(await _read_json(request))
    charset = _FORM_CHARSET.search(request.headers["content-type"])
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise ApiError(400, "bad-form", f"a form in {charset[1][:40]!r} is not read", hint="Send the form as UTF-8.")
    try:
        async with request.form(max_files=1, max_fields=10) as form:
            return await _upload(form)
    except MultiPartException as error:
        raise ApiError(400, "bad-form", f"the form cannot be read: {error.message}", hint="Send one `file`.") from error


async def _upload(form: FormData) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise ApiError(422, "no-file", "the form has no field `file` with a file", hint="curl -F file=@article.txt")
    options = _validated({name: value for name, value in form.multi_items() if name != "file"})
    return Upload(data=await file.read(), name=file.filename, media_type=file.content_type, options=options)


def _validated(value: Any) -> MapRequest:
    try:
        return MapRequest.model_validate(value)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False, include_input=False)) from error


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
