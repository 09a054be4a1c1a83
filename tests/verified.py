"""A generated application, its spec and the shipped rules, for tests of the verifier."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from baesc.knowledge.facts.spec import Promise, promise
from baesc.knowledge.rule_reading import Loaded, load_rules
from baesc.knowledge.rules import RuleSet
from baesc.knowledge.targets import ENTITY_TARGETS
from baesc.language.ir import Default, System
from baesc.passes.verify import verify
from baesc.records.verdict import Verdict
from tests.render_tree import render_tree
from tests.systems import entity, field, many, system, to_one

ROOT = Path(__file__).parents[1]


def school(**more: object) -> System:
    """Return a system with every kind of constraint that the rules ask for."""
    name = field("name", "string", max_length=100, index=True)
    email = field("email", "email", unique=True)
    return system(
        "school",
        entity("Teacher", name, email),
        entity(
            "Course",
            name,
            field("level", "enum", values=("beginner", "advanced")),
            field("credits", "integer", minimum=1, maximum=30),
            to_one("teacher", "Teacher"),
            many("rooms", "Room", "course_rooms", "course_id", "room_id"),
        ),
        entity("Room", field("name", "string", max_length=40, unique=True)),
        entity(
            "Student",
            name,
            email,
            field("status", "enum", values=("on", "off"), default=Default("value", "on")),
        ),
        entity(
            "Enrollment",
            field(
                "grade", "decimal", precision=4, scale=2, required=False,
                minimum="0.00", maximum="20.00",
            ),
            to_one("student", "Student", on_delete="cascade"),
            to_one("course", "Course", on_delete="cascade"),
            unique=(("student_id", "course_id"),),
        ),
        **{"auth": "api_key", **more},
    )  # fmt: skip


@cache
def loaded() -> Loaded:
    """Return the shipped rules."""
    folder = ROOT / "rules"
    paths = sorted(folder.rglob("*.yaml"))
    return load_rules({str(path.relative_to(ROOT)): path.read_text() for path in paths})


def rules() -> RuleSet:
    return loaded().rules


@dataclass(frozen=True)
class Tree:
    """Every generated file by path, and what the spec promises of each."""

    texts: dict[str, str]
    promises: dict[str, Promise]

    def verdict(self, path: str, text: str) -> Verdict:
        return verify(path, text, self.promises[path], rules())


def tree_of(made: System) -> Tree:
    """Render a system as a build does."""
    with TemporaryDirectory() as folder:
        paths = render_tree(made, Path(folder))
        texts = {path: (Path(folder) / path).read_text() for path in sorted(paths)}
    return Tree(texts, {path: promise(made, _subject(made, path)) for path in texts})


@cache
def school_tree() -> Tree:
    return tree_of(school())


def _subject(made: System, path: str) -> str:
    for one in made.entities:
        if any(target.path(one) == path for target in ENTITY_TARGETS):
            return one.name
    return ""
