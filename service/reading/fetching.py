"""Sends requests to untrusted URLs without reaching into the server's own network.

Every host is resolved once, all its addresses must be public, and the connection goes to an address that was checked,
so a second DNS answer cannot change it. Each redirect is checked the same way. Proxies from the environment are not
used, since they would resolve the name again.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import httpx

from service.errors import UnreadableDocument
from service.reading.options import Limits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_MOST_REDIRECTS = 5
_STEP_SECONDS = 10.0
_USER_AGENT = "argmap (reads one article for its reader)"


@dataclass(frozen=True)
class Page:
    """The response from a URL: the body (decompressed), its media type, and the URL after redirects."""

    data: bytes
    media_type: str | None
    url: str


def is_public(address: Address) -> bool:
    """Whether an address is on the public internet: not private, loopback, link-local, metadata, multicast or reserved.

    IPv6 addresses that embed an IPv4 address (mapped, 6to4, NAT64) are judged by that address; of all others, only
    those allocated for public use are accepted.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and address not in _METADATA and not any(address in block for block in _SPECIAL)
    inner = _carried(address)
    if inner is not None:
        return is_public(inner)
    return address.is_global and address in _GIVEN_OUT and not any(address in block for block in _SPECIAL)


_NAMES = ThreadPoolExecutor(8, thread_name_prefix="names")
"""Threads of their own for the name server's answers, so that slow ones hold up nothing but other addresses."""
_METADATA = frozenset([ipaddress.IPv4Address("168.63.129.16")])
"""Addresses that look public, and lead to the host of a virtual machine (Azure); other clouds' are private."""
_SPECIAL_WORDS = (
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
    "2001::/23 2001:db8::/32 3fff::/20"
)
_SPECIAL = tuple(map(ipaddress.ip_network, _SPECIAL_WORDS.split()))
"""IANA's special-purpose blocks: the tables of older Pythons lack some of them."""
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    is_nat64 = address in ipaddress.IPv6Network("64:ff9b::/96")
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if is_nat64 else None


async def fetch_page(
    url: str, *, limits: Limits, is_allowed: Callable[[Address], bool] = is_public, seconds: float = 30.0
) -> Page:
    """The page at an http(s) URL, at most `limits.max_bytes` of it, within `seconds`, including name resolution.

    Raises UnreadableDocument for other schemes, forbidden addresses, too many redirects, error responses, and responses
    that are too long or too slow.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _followed(url, limits, is_allowed)
    except TimeoutError as error:
        raise UnreadableDocument("the page takes too long to load", hint="Try again, or paste the text.") from error


async def check_address(url: str, is_allowed: Callable[[Address], bool] = is_public) -> None:
    """Raises UnreadableDocument for anything but an http(s) URL, and for URLs to forbidden addresses."""
    await _checked_address(_parse(url), is_allowed)


async def send_to(
    url: str, body: bytes, headers: Mapping[str, str], *, is_allowed: Callable[[Address], bool], seconds: float
) -> int:
    """POSTs to this URL and returns the status of the response; redirects are not followed, and the body is not read.

    Raises UnreadableDocument if the address is forbidden, or there is no response within `seconds`.
    """
    target = _parse(url)
    try:
        async with asyncio.timeout(seconds):
            address = await _checked_address(target, is_allowed)
            pinned = target.copy_with(host=str(address), fragment=None)
            named = {"Host": target.netloc.decode("ascii"), **headers}
            extensions = {"sni_hostname": target.host}
            async with (
                httpx.AsyncClient(timeout=seconds, trust_env=False, follow_redirects=False) as client,
                client.stream("POST", pinned, content=body, headers=named, extensions=extensions) as response,
            ):
                return response.status_code
    except TimeoutError as error:
        raise UnreadableDocument(f"no answer within {seconds:g} s") from error
    except httpx.HTTPError as error:
        raise UnreadableDocument(f"{target.host} could not be reached: {type(error).__name__}") from error


async def _followed(url: str, limits: Limits, is_allowed: Callable[[Address], bool]) -> Page:
    for _ in range(_MOST_REDIRECTS + 1):
        target = _parse(url)
        answer = await _answer(target, await _checked_address(target, is_allowed), limits)
        if isinstance(answer, Page):
            return answer
        url = answer
    raise UnreadableDocument(f"more than {_MOST_REDIRECTS} redirects", hint="Give the final address.")


def _parse(url: str) -> httpx.URL:
    try:
        target = httpx.URL(url.strip())
        host = target.host
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableDocument(
            "the address is not a URL", hint="Give one like https://example.org/article."
        ) from error
    if target.scheme not in ("http", "https") or not host:
        raise UnreadableDocument(f"the scheme {target.scheme!r} is not supported", hint="Give an http(s) URL.")
    if not 0 < (target.port or 80) <= 65_535:
        raise UnreadableDocument(f"there is no port {target.port}", hint="Check the address.")
    if target.userinfo:
        raise UnreadableDocument("the address contains a user name", hint="Remove user name and password.")
    return target


async def _checked_address(target: httpx.URL, is_allowed: Callable[[Address], bool]) -> Address:
    port = target.port or (443 if target.scheme == "https" else 80)
    try:
        host = target.raw_host.decode("ascii").strip("[]")
        ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(_NAMES, ask)
        addresses = [ipaddress.ip_address(str(entry[4][0]).split("%")[0]) for entry in found]
    except (OSError, UnicodeError, ValueError) as error:
        raise UnreadableDocument(f"there is no host {target.host}", hint="Check the address.") from error
    for address in addresses:
        if not is_allowed(address):
            raise UnreadableDocument(
                f"{target.host} is not an address on the public internet", hint="Paste the text, or upload the file."
            )
    return addresses[0]


async def _answer(target: httpx.URL, address: Address, limits: Limits) -> Page | str:
    """The page, or the address that it redirects to."""
    try:
        return await _ask(target, address, limits)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableDocument(
            f"{target.host} could not be read: {type(error).__name__}", hint="Try again, or paste the text."
        ) from error


async def _ask(target: httpx.URL, address: Address, limits: Limits) -> Page | str:
    """One GET; the connection goes to `address`, TLS is checked for the host."""
    host = target.netloc.decode("ascii")
    headers = {"Host": host, "User-Agent": _USER_AGENT, "Accept-Encoding": "gzip", "Accept": "text/html, */*;q=0.5"}
    pinned = target.copy_with(host=str(address), fragment=None)
    async with (
        httpx.AsyncClient(timeout=_STEP_SECONDS, trust_env=False, follow_redirects=False) as client,
        client.stream("GET", pinned, headers=headers, extensions={"sni_hostname": target.host}) as response,
    ):
        if response.has_redirect_location:
            return str(target.join(response.headers["location"]))
        if response.status_code != 200:
            raise UnreadableDocument(
                f"{target.host} answered {response.status_code} {response.reason_phrase}",
                hint="Open the address in a browser; if it requires a login, paste the text.",
            )
        received = bytearray()
        async for piece in response.aiter_raw():
            received += piece
            if len(received) > limits.max_bytes:
                raise _too_long(limits)
        data = _unpacked(bytes(received), response, limits)
        return Page(data, response.headers.get("content-type"), str(target))


def _unpacked(data: bytes, response: httpx.Response, limits: Limits) -> bytes:
    """The body without its compression, never more of it than the limits allow (a small answer may unpack to much)."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("identity", ""):
        return data
    if encoding not in ("gzip", "deflate"):
        raise UnreadableDocument(
            f"the page is compressed as {encoding!r}, which was not requested", hint="Paste the text."
        )
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, limits.max_bytes + 1)
    except zlib.error as error:
        raise UnreadableDocument("the page is damaged", hint="Try again, or paste the text.") from error
    if len(unpacked) > limits.max_bytes:
        raise _too_long(limits)
    return unpacked


def _too_long(limits: Limits) -> UnreadableDocument:
    return UnreadableDocument(
        f"the page has more than the {limits.max_bytes:,} bytes allowed", hint="Paste the article's text."
    )
