"""Findings in SARIF 2.1.0: of the right form, and stable where code moves."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from baesc import __version__
from baesc.cli.sarif import FINGERPRINT, as_sarif
from baesc.cli.verifying import Bench, Judged, Report, Request, report_of
from baesc.effects.foreign import Code, code_of
from baesc.messages.diagnostic import Diagnostic
from tests.verified import rules

ROOT = Path("/srv/somewhere")
TEXT = """\
try:
    sorted([])
except:
    pass
try:
    sorted([])
except:
    pass
"""


def of(required: list[str], **properties: Any) -> dict[str, Any]:
    """Return the schema of an object that has no other properties, as SARIF's own are."""
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


TEXTS = {"type": "string", "minLength": 1}
COUNT = {"type": "integer", "minimum": 1}
INDEX = {"type": "integer", "minimum": 0}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = of(["text"], text=TEXTS)
LOCATION = of(
    ["physicalLocation"],
    physicalLocation=of(
        ["artifactLocation", "region"],
        artifactLocation=of(
            ["uri"],
            uri={"type": "string", "pattern": r"^[!-~]+$"},
            uriBaseId={"const": "%SRCROOT%"},
        ),
        region=of(
            ["startLine", "startColumn", "endLine", "endColumn"],
            startLine=COUNT, startColumn=COUNT, endLine=COUNT, endColumn=COUNT,
        ),
    ),
)  # fmt: skip
RULE = of(
    ["id", "shortDescription"],
    id=TEXTS,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=of(["text"], text=TEXTS, markdown=TEXTS),
    defaultConfiguration=of(["level"], level=LEVEL),
    properties={"type": "object", "required": ["tags"]},
)
RESULT = of(
    ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
    ruleId=TEXTS,
    ruleIndex=INDEX,
    level=LEVEL,
    message=MESSAGE,
    locations={"type": "array", "items": LOCATION, "minItems": 1},
    partialFingerprints={"type": "object", "additionalProperties": TEXTS, "minProperties": 1},
    suppressions={
        "type": "array",
        "items": of(["kind"], kind={"enum": ["inSource", "external"]}, justification=TEXTS),
    },
)
NOTIFICATION = of(
    ["message"],
    message=MESSAGE,
    level=LEVEL,
    descriptor=of(["id"], id=TEXTS),
    locations={"type": "array", "items": LOCATION},
)
RUN = of(
    ["tool", "results", "invocations", "originalUriBaseIds", "columnKind"],
    tool=of(
        ["driver"],
        driver=of(
            ["name", "version", "rules"],
            name={"const": "baesc"},
            version=TEXTS,
            semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
            rules={"type": "array", "items": RULE, "uniqueItems": True},
        ),
    ),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    originalUriBaseIds={
        "type": "object",
        "additionalProperties": of(["uri"], uri={"type": "string", "pattern": "^file:///.*/$"}),
    },
    invocations={
        "type": "array",
        "items": of(
            ["executionSuccessful"],
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={"type": "array", "items": NOTIFICATION},
        ),
    },
    results={"type": "array", "items": RESULT},
)
SCHEMA = of(
    ["version", "runs"],
    version={"const": "2.1.0"},
    runs={"type": "array", "items": RUN, "minItems": 1},
    **{"$schema": {"type": "string", "pattern": r"^https://.*sarif.*2\.1\.0.*\.json$"}},
)


def report(*files: tuple[str, str], problems: tuple[Diagnostic, ...] = ()) -> Report:
    request = Request((), rules().rules)
    bench = Bench(request, None)
    judged = []
    for path, text in files:
        code = code_of(path, text.encode())
        assert isinstance(code, Code)
        judged.append(Judged(code, bench.verdict(code, code.source.text)))
    return report_of(tuple(judged), problems, request, bench)


def run_of(made: Report) -> dict[str, Any]:
    log = json.loads(as_sarif(made, ROOT))
    jsonschema.validate(log, SCHEMA)
    assert len(log["runs"]) == 1
    found: dict[str, Any] = log["runs"][0]
    known = [one["id"] for one in found["tool"]["driver"]["rules"]]
    assert len(set(known)) == len(known)
    assert all(known[one["ruleIndex"]] == one["ruleId"] for one in found["results"])
    return found


def test_findings_have_rule_level_place_and_tool() -> None:
    run = run_of(report(("app/a b.py", TEXT)))
    assert run["tool"]["driver"]["version"] == __version__
    bare = [one for one in run["results"] if one["ruleId"] == "be.no-bare-except"]
    assert [one["level"] for one in bare] == ["error", "error"]
    place = bare[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "app/a%20b.py", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 8}
    assert place["region"] == region
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///srv/somewhere/"}}
    assert run["invocations"][0]["executionSuccessful"] is True


def test_fingerprints_tell_findings_apart_and_stay_when_lines_move() -> None:
    def prints(text: str) -> list[str]:
        run = run_of(report(("a.py", text)))
        return [one["partialFingerprints"][FINGERPRINT] for one in run["results"]]

    before = prints(TEXT)
    assert len(set(before)) == len(before) == 2
    assert prints(f"import os\n\n{TEXT}") == before
    assert prints(TEXT.replace("    sorted([])", "    sorted([1])")) == before
    assert set(prints(TEXT.replace("except:", "except :"))).isdisjoint(before)


def test_a_file_outside_the_root_has_an_address_of_its_own() -> None:
    run = run_of(report(("/elsewhere/a.py", TEXT)))
    place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "file:///elsewhere/a.py"}


def test_what_does_not_parse_is_a_result_with_a_rule() -> None:
    run = run_of(report(("a.py", "def f(:\n")))
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [("parse", "error")]


def test_suppressed_findings_stay_with_their_reason() -> None:
    text = TEXT.replace("except:", "except:  # baesc: allow be.no-bare-except -- a demo", 1)
    results = run_of(report(("a.py", text)))["results"]
    suppressed = [one for one in results if "suppressions" in one]
    assert [one["ruleId"] for one in suppressed] == ["be.no-bare-except"]
    assert suppressed[0]["suppressions"] == [{"kind": "inSource", "justification": "a demo"}]


def test_files_that_cannot_be_read_make_the_run_a_failure() -> None:
    refused = code_of("a.py", b"x = '\xff'\n")
    assert isinstance(refused, Diagnostic)
    invocation = run_of(report(problems=(refused,)))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told["descriptor"] == {"id": "BAE101"}
    assert told["locations"][0]["physicalLocation"]["region"]["startColumn"] == 6


@pytest.mark.parametrize("path", ["a.py", "ünï/学生.py", "a#b?c%d.py", "b\udcff.py"])
def test_any_path_is_a_valid_address(path: str) -> None:
    run = run_of(report((path, TEXT)))
    assert len(run["results"]) == 2
