"""The report of `baesc rules test` as one HTML page that needs nothing else."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from baesc.cli.proof_page_faults import (
    broken,
    command,
    examples,
    flips,
    fragile,
    rejections,
    static,
    survivors,
)
from baesc.cli.proof_page_parts import Html, count, join, section, tag
from baesc.cli.proof_page_tables import matrix, operators, rules
from baesc.cli.proof_page_verdict import areas, stages, verdict, verdict_line
from baesc.cli.proof_text import TITLES

Summary = dict[str, Any]


def page(found: Summary) -> str:
    """Return a page that shows all of a summary (see `baesc.proof.report`), and runs offline."""
    links = _numbered("rule", [one["rule"] for one in found["rules"]])
    columns = _numbered("operator", [one["id"] for one in found["mutation"]["operators"]])
    main = tag(
        "main",
        verdict(found),
        _contents(found),
        areas(found),
        stages(found),
        survivors(found, links),
        rejections(found, links),
        broken(found),
        fragile(found, links),
        flips(found),
        static(found, links),
        examples(found),
        matrix(found, links, columns),
        rules(found, links),
        operators(found),
        _measured(found),
    )
    return f'<!doctype html>\n<html lang="en">\n{_head(found)}\n{_body(main)}\n</html>\n'


def _numbered(prefix: str, names: list[str]) -> dict[str, str]:
    # Names may hold what an id must not.
    return {name: f"{prefix}-{at}" for at, name in enumerate(names)}


def _part(ending: str) -> Html:
    return Html(Path(__file__).with_name(f"proof_page.{ending}").read_text(encoding="utf-8"))


def _head(found: Summary) -> Html:
    # Only the script below may run, whatever a spec or a diff contains.
    digest = b64encode(sha256(_part("js").encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    word = verdict_line(found)[1].lower()
    return join(
        [
            Html("<head>"),
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="color-scheme" content="light dark">'),
            tag("title", f"{word}: {count(len(found['rules']), 'rule')}, baesc rules test"),
            tag("style", _part("css")),
            Html("</head>"),
        ],
        "\n",
    )


def _body(main: Html) -> Html:
    return join([Html("<body>"), main, tag("script", _part("js")), Html("</body>")], "\n")


def _contents(found: Summary) -> Html:
    """Return the links to what may be long, with how much of it there is."""
    variations, valid = found["variations"], found["valid"]
    parts = (
        ("survivors", "Survivors", found["mutation"]["survived"]),
        ("rejections", "False rejections", len(valid["false_rejections"])),
        ("fragile", "Fragile rules", len(variations["fragile"])),
        ("static", "Static remarks", len(found["static"])),
        ("examples", "Failed examples", len(found["examples"]["failed"])),
        ("matrix", "Kill matrix", None),
        ("rules", "Rules", len(found["rules"])),
        ("operators", "Operators", len(found["mutation"]["operators"])),
        ("measured", "How it was measured", None),
    )
    items = [
        tag("li", tag("a", title, href=f"#{name}"),
            join([" ", tag("span", f"{number:,}", class_="count")]) if number is not None else "")
        for name, title, number in parts
    ]  # fmt: skip
    return tag("nav", tag("ul", *items), aria_label="Contents")


def _measured(found: Summary) -> Html:
    valid, part = found["valid"], found["mutation"]
    ran = [TITLES.get(stage, stage) for stage in found["seconds"]]
    facts = (
        ("Command", tag("code", command(found))),
        ("Seed", found["seed"]),
        (
            "Budget",
            f"{found['budget']:g} s, of which {sum(found['seconds'].values()):.1f} s were used",
        ),
        ("Stages", ", ".join(ran) or "none"),
        ("Random projects", f"{valid['projects']:,}, with {valid['files']:,} files"),
        (
            "Mutants",
            f"{part['faults']:,} faults, {part['equal']:,} equal, {part['same']:,} alike",
        ),
        ("Intervals", "Wilson score, 95 %, two-sided"),
        (
            "Confidence",
            f"1 minus the worse of both upper bounds; trusted from {found['threshold']:g} on",
        ),
    )
    terms = [join([tag("dt", name), tag("dd", value)]) for name, value in facts]
    return section("measured", "How it was measured", tag("dl", *terms))
