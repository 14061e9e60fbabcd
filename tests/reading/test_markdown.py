from service.reading import read_bytes

_PAGE = b"""---
title: "The drawer"
author: T. Orrell
lang: en
---

# The drawer

By T. Orrell

The parish has *had* a [lease](https://example.org/lease) in a drawer since 1998, and
nobody has read it, because the key was lost.

## What it says

It says three things:

- the hill is **common**;
- the sheep stay;
- nobody may spoil it.

> "A lease is a promise," the clerk said, and he shut the drawer again.

```python
print("no prose")
```

| a | b |
|---|---|
| 1 | 2 |

![A drawer](drawer.png)
"""


def test_markdown() -> None:
    document = read_bytes(_PAGE, name="drawer.md")
    found = [(paragraph.kind, paragraph.cut(document.text)) for paragraph in document.paragraphs]
    assert found[:4] == [
        ("furniture", "The drawer"),
        ("furniture", "By T. Orrell"),
        (
            "body",
            "The parish has had a lease in a drawer since 1998, and nobody has read it, because the key was lost.",
        ),
        ("heading", "What it says"),
    ]
    assert ("body", "- the hill is common;\n- the sheep stay;\n- nobody may spoil it.") in found
    assert ("body", '"A lease is a promise," the clerk said, and he shut the drawer again.') in found
    assert all(kind == "furniture" for kind, text in found if "print" in text or text in "ab12")
    assert (document.title, document.author, document.language) == ("The drawer", "T. Orrell", "en")


def test_the_first_heading_is_the_title() -> None:
    document = read_bytes(
        b"# Ban the bell\n\nIt rings at six, and nobody in the valley needs to be up by then.\n", name="a.md"
    )
    assert document.title == "Ban the bell"
    assert [paragraph.kind for paragraph in document.paragraphs] == ["furniture", "body"]
