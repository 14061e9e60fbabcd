"""A client of the argmap server, for Python programs: `Client` and, for asyncio, `AsyncClient`.

Needs httpx and pydantic, and nothing of the server.
"""

from service.client.asynchronous import AsyncClient
from service.client.calls import Accepted, MapPage, MapSummary
from service.client.errors import ApiProblem, NotFinishedInTime, ServerUnreachable
from service.client.events import MapEvent
from service.client.synchronous import Client
from service.errors import ArgmapError

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
