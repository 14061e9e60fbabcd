"""Request bodies, parsed by content type."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from service.api.problems import ApiError
from service.domain.schema_faults import faults_of
from service.schema import MapRequest

Model = TypeVar("Model", bound=BaseModel)

_FORM_CHARSET = re.compile(r"charset\s{0,3}=\s{0,3}\"?([^\s\";]{1,100})", re.IGNORECASE)
_LARGE = 250_000
"""Bytes of JSON from which it is first checked in another process, since parsing holds the interpreter lock."""


@dataclass(frozen=True)
class Upload:
    """An uploaded file, with the form's other fields."""

    data: bytes
    name: str | None
    media_type: str | None
    options: MapRequest


async def read_json(request: Request, model: type[Model], *, exact: bool = False) -> Model:
    """The JSON body as this model; 415 for another content type, 400 for invalid JSON, 422 for another shape.

    `exact`: text is kept verbatim, so that a lone surrogate is refused; in article texts it is replaced.
    """
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
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
    return validate(model, value)


async def check_json_size(request: Request, body: bytes) -> None:
    """422 for JSON with too many values, counted in another process."""
    if len(body) > _LARGE:
        await request.app.state.executor.do("count", body, owner=request.state.key)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not valid JSON")


def validate(model: type[Model], value: object) -> Model:
    """The value as the model; otherwise a 422 that lists every invalid field."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = faults_of(error.errors(include_url=False, include_input=False), "body")
        detail = "; ".join(f"{item['where']}: {item['detail']}" for item in errors[:3])
        raise ApiError(422, "bad-request", detail, hint="The fields are described at /docs.", errors=errors) from error


async def read_article(request: Request) -> MapRequest | Upload:
    """An article as JSON, or as an uploaded file (multipart, field `file`)."""
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "multipart/form-data":
        return await read_json(request, MapRequest)
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
    options = validate(MapRequest, {name: value for name, value in form.multi_items() if name != "file"})
    return Upload(data=await file.read(), name=file.filename, media_type=file.content_type, options=options)
