"""`argmap verify`: whether a map's quotations still occur in its article."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from service.domain.quotations import Quotation, check_quotations

_SHOWN = 200


@click.command("verify")
@click.argument("map_file", metavar="MAP", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("source", metavar="[FILE|URL]", required=False)
@click.pass_context
def verify_command(context: click.Context, map_file: Path, source: str | None) -> None:
    """Look for every quotation of MAP in the article as it is now: FILE or URL, else the address the map came from,
    else the map's own text. Exit code 1 if one is missing."""
    from service.cli.map import read_source
    from service.domain.argument_map import parse_map

    map_ = parse_map(map_file.read_bytes())
    place = source or map_.document.source.url
    text = map_.document.text if place is None else read_source(place, None).text
    checked = check_quotations(map_, text)
    for quotation in checked:
        if quotation.fate != "found":
            click.echo(_line(quotation))
    counts = Counter(quotation.fate for quotation in checked)
    told = ", ".join(f"{counts[fate]} {fate}" for fate in ("found", "moved", "gone"))
    click.echo(f"{len(checked)} quotations of {place or 'the text in the map'}: {told}")
    context.exit(1 if counts["gone"] else 0)


def _line(quotation: Quotation) -> str:
    words = " ".join(quotation.text.split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    place = f"{quotation.span.start}" + (f" to {quotation.now.start}" if quotation.now else "")
    return f"{quotation.fate}  {place}  {shown}"
