"""Every diagnostic code has a row, a page, and one place that emits it."""

import re
from collections import Counter
from pathlib import Path

import baesc
from baesc.messages.codes import CODES

PACKAGE = Path(baesc.__file__).parent
_CODE = re.compile(r'"(BAE1[0-9]{2})"')


def emitted() -> Counter[str]:
    found: Counter[str] = Counter()
    for path in PACKAGE.rglob("*.py"):
        if path.name != "codes.py":
            found.update(_CODE.findall(path.read_text("utf-8")))
    return found


def test_codes_of_specs_are_emitted_in_one_place() -> None:
    expected = {code: 1 for code in CODES if code.startswith("BAE1")}
    assert dict(emitted()) == expected


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {path.stem for path in (PACKAGE / "messages" / "pages").glob("*.md")}
    assert {code for code in CODES if code.startswith("BAE1")} <= pages
    assert {page for page in pages if page.startswith("BAE1")} <= set(CODES)
