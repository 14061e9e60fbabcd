"""Run by `llm_wall_time` with a Python that has langextract[openai]: a job on stdin, what it took on stdout, as JSON.

It imports nothing of ours: LangExtract's dependencies live in another environment.
"""

from __future__ import annotations

import importlib
import json
import sys
import time

_PROMPT = (
    "Extract the argumentative units of the text in order of appearance, in its exact words. "
    "Give each its holder (author, or who is said to hold it) and its relation (conclusion, supports or attacks)."
)
_EXAMPLE = "The pool should stay open. Swimmers say that it is the only one in town."
_UNITS = (
    ("The pool should stay open.", {"holder": "author", "relation": "conclusion"}),
    ("it is the only one in town.", {"holder": "Swimmers", "relation": "supports"}),
)


def main() -> None:
    lx = importlib.import_module("langextract")
    config = importlib.import_module("langextract.factory").ModelConfig
    job = json.load(sys.stdin)
    units = [
        lx.data.Extraction(extraction_class="unit", extraction_text=text, attributes=kept) for text, kept in _UNITS
    ]
    options = {
        "prompt_description": _PROMPT,
        "examples": [lx.data.ExampleData(text=_EXAMPLE, extractions=units)],
        "config": config(
            model_id="bench",
            provider="OpenAILanguageModel",
            provider_kwargs={"api_key": "none", "base_url": job["base_url"], "max_workers": job["workers"]},
        ),
        "max_workers": job["workers"],
        "batch_length": 1000,  # one batch: a smaller one waits for its slowest call before the next begins
        "show_progress": False,
        **({"max_char_buffer": job["max_char_buffer"]} if job["max_char_buffer"] else {}),
    }
    lx.extract(text_or_documents="A first call loads what later ones need.", **options)
    start = time.perf_counter()
    found = lx.extract(text_or_documents=job["text"], **options)
    seconds = time.perf_counter() - start
    placed = sum(unit.char_interval is not None for unit in found.extractions)
    print(json.dumps({"seconds": seconds, "units": len(found.extractions), "placed": placed}))


if __name__ == "__main__":
    main()
