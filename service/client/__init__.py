"""A client of the argmap server, for Python programs: `Client` and, for asyncio, `AsyncClient`.

Needs httpx and pydantic, and nothing of the server.
"""

from service.client.asynchronous import AsyncClient
from service.client.connection import ApiProblem, MapEvent, NotFinishedInTime, ServerUnreachable
from service.client.synchronous import Client
from service.errors import ArgmapError
from service.schema import Accepted, MapPage, MapSummary

__all__ = [
    "Accepted",
    "ApiProblem",
    "ArgmapError",
    "AsyncClient",
    "Client",
    "MapEvent",
    "MapPage",
    "MapSummary",
    "NotFinishedInTime",
    "ServerUnreachable",
]
