"""Positions in a recording: times as people write them, and URLs that start playback there."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

_YOUTUBE = frozenset({"youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"})
_MEDIA = (".mp3", ".mp4", ".m4a", ".ogg", ".oga", ".ogv", ".opus", ".wav", ".webm")


def clock(seconds: float) -> str:
    """Seconds as `1:02:03`, or `2:03` below one hour."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def address_at(url: str | None, seconds: float) -> str | None:
    """The URL that plays the recording from this second, if its site is known to support that; otherwise None.

    Audio and video files take a media fragment (W3C Media Fragments), YouTube and Vimeo parameters of their own.

    >>> address_at("https://www.youtube.com/watch?v=abc", 754.2)
    'https://www.youtube.com/watch?v=abc&t=754s'
    """
    parts = urlsplit(url or "")
    if parts.scheme not in ("http", "https"):
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if host in _YOUTUBE:
        query = [(key, value) for key, value in parse_qsl(parts.query) if key != "t"]
        return parts._replace(query=urlencode([*query, ("t", f"{int(seconds)}s")])).geturl()
    if host == "vimeo.com":
        return parts._replace(fragment=f"t={int(seconds)}s").geturl()
    return parts._replace(fragment=f"t={int(seconds)}").geturl() if parts.path.lower().endswith(_MEDIA) else None
