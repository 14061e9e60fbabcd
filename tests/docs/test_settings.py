"""Every setting is documented, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import AliasChoices

from service.settings import Settings


def variable_names() -> set[str]:
    names = set()
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        if isinstance(alias, AliasChoices):
            alias = str(alias.choices[0])
        names.add(str(alias) if alias else f"ARGMAP_{name.upper()}")
    return names


def test_the_page_lists_the_settings_that_exist() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", Path("docs/settings.md").read_text("utf-8"), re.MULTILINE))
    assert documented == variable_names()
