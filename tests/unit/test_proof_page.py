"""The HTML report: whole, escaped, and true to its summary."""

import json
import re
from html.parser import HTMLParser

import pytest

from baesc.cli.proof_page import page
from baesc.cli.proof_page_tables import STEPS, shade
from tests.summaries import area, empty, large, poisoned


class Reader(HTMLParser):
    """Reads a page as elements with their text; complains about tags that do not match."""

    VOID = frozenset({"meta", "input", "br"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self.open}:
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def ids(self) -> list[str | None]:
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]


def matrix_of(html: str) -> dict[str, list[str]]:
    """Return the rows of the kill matrix: its head, then the cells."""
    shown = html[
        html.index('<table id="kills">') : html.index("</table>", html.index('id="kills"'))
    ]
    rows = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", shown, re.DOTALL):
        head, *cells = (re.sub("<[^>]+>", "", one) for one in re.findall(r"<t[hd].*?</t[hd]>", row))
        rows[head] = cells
    return rows


PAGES = {
    "empty": empty(),
    "large": large(),
    "small": large(5, 4, 2),
    "poisoned": poisoned(large(20, 12, 9)) | {"seconds": {}, "cut": []},
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_needs_nothing_else(name: str) -> None:
    html = page(PAGES[name])
    read = Reader(html)
    assert len(read.ids) == len(set(read.ids))
    targets = [str(one["href"]) for one in read.all("a")]
    assert {one[1:] for one in targets} <= set(read.ids)
    assert all(one.startswith("#") for one in targets)
    assert not re.search(r"https?://|@import|url\(", html)
    assert all("src" not in attrs for _, attrs in read.elements)
    assert len(read.all("h1")) == 1
    assert len(read.all("table")) == len(read.all("caption"))
    assert all("scope" in one for one in read.all("th"))
    html.encode()


def test_texts_are_shown_and_never_run() -> None:
    html = page(PAGES["poisoned"])
    read = Reader(html)
    assert len(read.all("script")) == 1
    assert "alert(1)" not in read.texts["script"][0]
    assert "<script>alert(1)" not in html
    assert not {"\x1b", "\u202e"} & set(html)
    shown = "<script>alert(1)</script> \"'& \\u001b[31m \\u202e \ufffd ünï"
    assert all(shown in one for one in read.texts["article"])
    assert sum(shown in (one.get("title") or "") for one in read.all("td")) > 10


def test_all_survivors_rules_and_operators_are_there() -> None:
    found = large()
    read = Reader(page(found))
    articles = read.texts["article"]
    for one in found["mutation"]["survivors"]:
        assert any(f"{one['path']}:{one['line']}" in each for each in articles)
    heads = read.texts["th"]
    for one in found["rules"]:
        # Once in the matrix, once among the figures.
        assert sum(each.startswith(one["rule"]) for each in heads) >= 2
    for one in found["mutation"]["operators"]:
        assert heads.count(one["id"]) == 2
    everything = read.texts["main"][0]
    for said in (
        "größe",
        "swap-quotes",
        "strip-comments",
        "two classes have the name",
        "no place",
        "entity: Small",
    ):
        assert said in everything


def test_the_matrix_adds_up_to_the_kills() -> None:
    found = large()
    rows = matrix_of(page(found))
    for one in found["rules"]:
        total, *cells = rows[one["rule"]]
        assert len(cells) == 110
        assert int(total.replace(",", "")) == one["kills"] == sum(int(cell or 0) for cell in cells)
    total, *cells = rows["✗ survived"]
    assert int(total) == found["mutation"]["survived"] == sum(int(cell or 0) for cell in cells)


def test_kills_of_rules_that_were_not_asked_for_are_in_the_matrix() -> None:
    found = large(8, 6, 0, every=2)
    found["rules"] = found["rules"][:2]
    rows = matrix_of(page(found))
    assert "other rules" in rows
    assert all(len(rows[rule]) == 7 for rule in found["matrix"])


def test_what_is_empty_says_so() -> None:
    read = Reader(page(empty()))
    calm = read.texts["section"]
    assert len(calm) == 11
    assert all(re.search(r"No |not looked at|did not run|none", one) for one in calm)
    assert "Passed what ran" in read.texts["h1"][0]


def test_the_verdict_names_what_speaks_against_the_rules() -> None:
    read = Reader(page(large()))
    assert "Failed" in read.texts["h1"][0]
    head = read.texts["header"][0]
    for said in ("frontend", "2 rules reject valid files", "1 static remark", "2 examples fail"):
        assert said in head
    good = large(12, 8, 0) | {"ok": True, "cut": [], "areas": [area("backend", 90, 0, 900)]}
    assert "Passed" in Reader(page(good)).texts["h1"][0]
    cut = Reader(page(good | {"cut": ["valid"]}))
    assert "Passed so far" in cut.texts["h1"][0]
    assert [one[:5] for one in cut.texts["tr"] if "cut short" in one] == ["valid"]


def test_shades_grow_with_the_counts() -> None:
    assert [shade(one) for one in STEPS] == [1, 2, 3, 4, 5, 6]
    assert [shade(one - 1) for one in STEPS] == [0, 1, 2, 3, 4, 5]


def test_a_huge_summary_makes_a_page_that_opens() -> None:
    found = large(200, 150, 200, every=2)
    found["valid"]["broken"] = [{"spec": "x: y\n" * 100_000, "message": "z" * 1000}] * 20
    found["valid"]["false_rejections"][0]["text"] = "x" * 1_000_000
    html = page(json.loads(json.dumps(found)))
    Reader(html)
    assert len(html.encode()) < 3_000_000
