"""What can be told of rules without running them: planted faults are found, sound rules are not."""

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts.kinds import Route
from baesc.knowledge.facts.python import python_facts
from baesc.knowledge.facts.table import KINDS, attributes
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import RuleSet, judge
from baesc.proof.projects import possible_paths
from baesc.proof.regexes import regex_faults
from baesc.proof.static import Remark, analyse, remarks_on
from baesc.proof.static_domains import FINITE, LEAST, LINKS, SHAPES
from tests.verified import rules, school

PATHS = tuple(possible_paths(school()))
ROUTES = "files: app/routes/*_routes.py"


TWO_SYSTEMS = """\
when:
- {fact: spec.system, where: {auth: none}}
- {fact: spec.system, where: {auth: api_key}}
for: route
forbid: true"""


def read(*bodies: str) -> RuleSet:
    """Return rules `own.r1`, `own.r2`, ...: each body is what is special about one."""
    texts = []
    for number, body in enumerate(bodies, 1):
        lines = [f"id: own.r{number}", *body.strip().split("\n"), "message: m", "standard: s"]
        lines += ["ok: ['a = 1']", "bad: ['a = 2  # <-']"]
        if not body.startswith("files"):
            lines.insert(1, ROUTES)
        texts.append("- " + "\n  ".join(lines))
    loaded = load_rules({"rules/own/r.yaml": "\n".join(texts) + "\n"})
    assert loaded.diagnostics == ()
    return loaded.rules


def kinds(*bodies: str) -> list[tuple[str, str, str]]:
    return [(one.rule, one.kind, one.other) for one in remarks_on(read(*bodies), PATHS)]


def test_nothing_is_wrong_with_the_shipped_rules() -> None:
    found = analyse(rules(), PATHS)
    assert found.remarks == ()
    # Lists of many values have more subsets than it pays to look at.
    assert len(found.undecided) < len(rules().rules) / 5


def test_domains_name_attributes_that_exist() -> None:
    for kind, attribute in (*FINITE, *SHAPES):
        assert attributes(kind)[attribute] in {"text", "texts"}
    for kind, links in LINKS.items():
        assert {name for one in links for name in one.attributes} <= set(attributes(kind))
    assert set(LEAST) <= {name for kind in KINDS for name in attributes(kind)}


@pytest.mark.parametrize(
    "body",
    [
        "for: route\nwhere: {method: get, path: {starts: /a, is: /b}}\nforbid: true",
        "for: route\nwhere: {method: putt}\nrequire: {status: 200}",
        "for: call\nwhere: {name: print, last: write}\nforbid: true",
        "for: statement\nwhere: {verb: select}\nforbid: {made: formatted}",
        "for: except\nwhere: {bare: true, types: {has: OSError}}\nforbid: true",
        "for: test\nrequire: {checks: {min: 0}}",
        "for: route\nwhere: {method: post}\nrequire: {method: [post, put]}",
        "for: route\nwhere: {method: post}\nforbid: {method: get}",
        "for: route\nwhere: {path: {starts: /api/v1}}\nrequire: {path: {starts: /api}}",
        "for: route\nwhere: {parameters: {has: [a, b]}}\nforbid: {parameters: {lacks: a}}",
        "for: route\nwhere: {status: {min: 200, max: 100}}\nforbid: true",
        "for: route\nexists: {fact: module}",
        "for: route\nexists: {fact: route, where: {method: $method}}",
        "none: {fact: route, where: {method: posts}}",
        "count: {fact: route, min: 0}",
        "count: {fact: module, max: 2}",
        "files: app/database/schema.sql\nfor: route\nforbid: true",
        "when: {fact: spec.system, where: {auth: password}}\nfor: route\nforbid: true",
        TWO_SYSTEMS,
        "for: route\nunsure_when: {fact: file}\nforbid: {method: get}",
    ],
)
def test_a_rule_that_can_never_fire_is_dead(body: str) -> None:
    assert kinds(body) == [("own.r1", "dead", "")]


@pytest.mark.parametrize(
    "body",
    [
        "for: route\nwhere: {method: post}\nrequire: {method: get}",
        "exists: {fact: route, where: {method: posts}}",
        "files: app/database/schema.sql\nexists: {fact: route}",
        "count: {fact: route, min: 3, max: 2}",
    ],
)
def test_a_rule_that_nothing_satisfies_contradicts_itself(body: str) -> None:
    assert kinds(body) == [("own.r1", "contradiction", "")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "for: route\nwhere: {method: post}\nrequire: {status: 201}",
            "for: route\nwhere: {path: ''}\nrequire: {status: [null, 200]}",
        ),
        (
            "for: call\nwhere: {name: st.button}\nrequire: {keywords: {has: key}}",
            "for: call\nwhere: {last: button}\nrequire: {keywords: {lacks: key}}",
        ),
        (
            "for: route\nwhere: {method: get, path: {contains: csv}}\nforbid: true",
            "exists: {fact: route, where: {method: get, path: .csv}}",
        ),
        (
            "none: {fact: route, where: {method: [put, patch]}}",
            "exists: {fact: route, where: {method: put}}",
        ),
        (
            "count: {fact: route, where: {method: get}, max: 2}",
            "count: {fact: route, where: {method: get, response_class: ''}, min: 3}",
        ),
        (
            "for: spec.route\nnone: {fact: route, where: {method: $method}}",
            "for: spec.route\nexists: {fact: route, where: {method: $method, path: $path}}",
        ),
    ],
)
def test_rules_that_cannot_both_be_kept_contradict(first: str, second: str) -> None:
    assert kinds(first, second) == [("own.r2", "contradiction", "own.r1")]
    assert kinds(second, first) == [("own.r2", "contradiction", "own.r1")]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        (
            "for: route\nwhere: {method: [post, put]}\nrequire: {responses: {has: 409}}",
            "for: route\nwhere: {method: post}\nrequire: {responses: {has: 409}}",
        ),
        (
            "for: except\nforbid: {broad: true}",
            "for: except\nwhere: {raises: false}\nforbid: {types: {has: Exception}}",
        ),
        (
            "none: {fact: call, where: {name: [print, pprint]}}",
            "for: call\nwhere: {name: print}\nforbid: true",
        ),
        (
            "exists: {fact: route, where: {method: get, path: ''}}",
            "exists: {fact: route, where: {method: get}}",
        ),
        (
            "count: {fact: route, where: {method: get}, max: 1}",
            "count: {fact: route, where: {method: get, path: ''}, max: 2}",
        ),
    ],
)
def test_a_rule_that_finds_nothing_of_its_own_is_in_the_shadow(wide: str, narrow: str) -> None:
    assert kinds(wide, narrow) == [("own.r2", "shadow", "own.r1")]
    assert kinds(narrow, wide) == [("own.r1", "shadow", "own.r2")]


def test_equal_rules_are_reported_once() -> None:
    one = "for: route\nwhere: {method: post}\nrequire: {status: 201}"
    two = "for: route\nwhere: [{method: post}]\nforbid: {status: {not: 201}}"
    assert kinds(one, two) == [("own.r2", "shadow", "own.r1")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # Other facts.
        (
            "for: route\nwhere: {method: post}\nrequire: {status: 201}",
            "for: route\nwhere: {method: get}\nrequire: {status: 200}",
        ),
        # Other files.
        (
            "files: app/main.py\nfor: call\nwhere: {name: print}\nforbid: true",
            "files: app/crud.py\nfor: call\nwhere: {name: print}\nforbid: true",
        ),
        # Other systems.
        (
            "when: {fact: spec.system, where: {auth: none}}\nfor: router\nforbid: {prefix: /a}",
            "when: {fact: spec.system, where: {auth: api_key}}\nfor: router\nrequire: {prefix: /a}",
        ),
        # A status that the text leaves open is no matter of the second rule.
        (
            "for: route\nwhere: {status: 201}\nforbid: {method: get}",
            "for: route\nwhere: {method: get}\nforbid: {path: ''}",
        ),
        # An advisory rule finds what a decisive one finds: the decisive one still decides.
        (
            "severity: advisory\nfor: call\nforbid: {name: [print, input]}",
            "for: call\nforbid: {name: print}",
        ),
    ],
)
def test_rules_beside_one_another_are_left_alone(first: str, second: str) -> None:
    assert kinds(first, second) == []


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("for: route\nwhere: {method: [post, putt]}\nrequire: {status: 201}", "putt"),
        ("for: route\nrequire: {response: {starts: [Page, 'Page[']}}", "Page["),
        ("for: route\nwhere: {path: {contains: [a, ab]}}\nrequire: {status: 201}", "ab"),
        ("for: foreign_key\nrequire: {on_delete: [cascade, CASCADE]}", "CASCADE"),
        ("for: route\nwhere: {method: post}\nrequire: {method: {not: [get, put]}}", ""),
        ("for: route\nwhere: [{method: post}, {method: post, path: ''}]\nforbid: {status: 1}",
         "alternative 2"),
        ("for: call\nwhere: {last: [open, path.open]}\nrequire: {in_with: true}", "path.open"),
        ("none: {fact: test, where: {methods: {has_any: [post, POST]}}}", "POST"),
    ],
)  # fmt: skip
def test_values_that_change_nothing_are_named(body: str, value: str) -> None:
    files = "files: app/database/schema.sql\n" if "foreign_key" in body else ""
    found = remarks_on(read(files + body), PATHS)
    if value:
        assert [one.kind for one in found] == ["unused-value"]
        assert value in found[0].message
    else:
        assert [one.kind for one in found] == ["dead"]


def test_globs_that_match_nothing_are_named() -> None:
    body = "files: [app/routs/*.py, app/main.py, '!app/crud.py']\nfor: call\nforbid: {name: a}"
    found = remarks_on(read(body), PATHS)
    assert [one.kind for one in found] == ["glob", "glob"]
    assert "app/routs/*.py" in found[0].message
    assert "!app/crud.py" in found[1].message
    assert remarks_on(read(f"{body}\nscope: any"), PATHS) == []


def test_remarks_have_the_place_of_their_rule() -> None:
    (found,) = remarks_on(read("for: route\nwhere: {method: putt}\nforbid: true"), PATHS)
    assert isinstance(found, Remark)
    assert (found.span.path, found.span.line) == ("rules/own/r.yaml", 1)


def test_too_many_values_are_not_decided() -> None:
    names = ", ".join(f"a{one}" for one in range(9))
    where = f"{{parameters: {{lacks: [{names}]}}}}"
    body = f"for: route\nwhere: {where}\nforbid: {{parameters: {{has: b}}}}"
    found = analyse(read(body), PATHS)
    assert found.remarks == ()
    assert [one.kind for one in found.undecided] == ["undecided"]


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*", "(.*,)*x", r"(\w+\s?)*$", "(a*)*b", r"\s*\s*x", r"(\d+\.?)+", "(x+x+)+y",
     r"(a)\1", "(?=x)a", "(?<!y)b", "a{5000}", "(a{100}){100}", "a*+", "("],
)  # fmt: skip
def test_regexes_that_take_long_are_found(pattern: str) -> None:
    assert len(regex_faults(pattern)) == 1


@pytest.mark.parametrize(
    "pattern",
    [r"select .* from .* where", r"(\w+\s)*$", "(a|b)*c", "(a|ab)*c", r"(?:[^\"\\]|\\.)*",
     r"[A-Za-z_]\w*(\.\w+)*", r"(?i)password\s*=\s*['\"][^'\"]+['\"]", "a{3,40}", r"\s+$", ".*=.*"],
)  # fmt: skip
def test_linear_regexes_are_left_alone(pattern: str) -> None:
    assert regex_faults(pattern) == ()


@given(st.text("ab(|)*+?{}[].,\\d", max_size=14))
def test_any_text_is_judged_as_a_regex(pattern: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        try:
            re.compile(pattern)
            valid = True
        except re.error:
            valid = False
    assert valid or regex_faults(pattern)


METHODS = st.sampled_from(["get", "post", "put"])
PATH = st.sampled_from(["", "/a", "/ab", "/b"])
STATUS = st.sampled_from([None, 200, 201])
CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "method": st.lists(METHODS, min_size=1, max_size=2, unique=True).map(str),
        "path": st.tuples(st.sampled_from(["is", "starts", "contains", "not"]), PATH).map(
            lambda one: f"{{{one[0]}: '{one[1]}'}}"
        ),
        "status": st.sampled_from(["200", "201", "null", "[null, 200]", "{min: 201}"]),
        "parameters": st.sampled_from(["{has: a}", "{lacks: a}", "{has_any: [a, b]}", "{same: b}"]),
    },
)
ROUTE = python_facts("@router.get('/a')\ndef f(): ...\n")["route"][0]
FACT = st.builds(
    lambda method, path, status, parameters: ROUTE._replace(
        method=method, path=path, status=status, parameters=parameters
    ),
    METHODS,
    PATH,
    STATUS,
    st.sampled_from([(), ("a",), ("b",), ("a", "b")]),
)


def _where(conditions: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}: {value}" for name, value in conditions.items()) + "}"


def _bodies(where: dict[str, str], demand: str, demanded: dict[str, str]) -> str:
    return f"for: route\nwhere: {_where(where)}\n{demand}: {_where(demanded)}"


BODY = st.builds(_bodies, CONDITIONS, st.sampled_from(["require", "forbid"]), CONDITIONS)


@settings(deadline=None, max_examples=200)
@given(BODY, BODY, st.lists(FACT, min_size=20, max_size=60))
def test_what_is_said_of_rules_holds_for_all_facts(one: str, two: str, facts: list[Route]) -> None:
    made = read(one, two)
    remarks = remarks_on(made, PATHS)
    by_id = {rule.id: rule for rule in made.rules}

    def breaks(rule: str, fact: Route) -> bool:
        return bool(judge([by_id[rule]], FactBase({"route": [fact]}))[0])

    for remark in remarks:
        for fact in facts:
            if remark.kind == "dead":
                assert not breaks(remark.rule, fact)
            elif remark.kind == "shadow":
                assert breaks(remark.other, fact) or not breaks(remark.rule, fact)
