"""What is asked of a model to make artifacts: one question a hole, or one for a whole file."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from baesc.ground.digest import digest, digest_text
from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.prompts import files, holes
from baesc.knowledge.standards import Standards
from baesc.language.ir import System
from baesc.records.action import UNSETTLED, Action, Plan
from baesc.records.contract import Contract
from baesc.records.question import Answers, Question

# Raised when a change of the prompts is to ask everything anew.
VERSION = 1
_AREAS = (
    ("app/database", "database"), ("app/models", "database"), ("ui/", "frontend"),
    ("streamlit_app", "frontend"), ("tests/", "test"), ("", "backend"),
)  # fmt: skip
Questions = Mapping[str, tuple[Question, ...]]


def questions_of(
    system: System,
    plan: Plan,
    library: TemplateLibrary,
    standards: Standards,
    templates_enabled: bool = True,
) -> Questions:
    """Return the questions by the paths of the artifacts that they are for."""
    found: dict[str, tuple[Question, ...]] = {}
    for action in plan.actions:
        missing = missing_features(action, library)
        if UNSETTLED & {*missing}:
            continue
        if missing or not templates_enabled:
            found[action.path] = (
                _about_file(system, action, library, standards, missing, templates_enabled),
            )
        elif action.contracts:
            found[action.path] = tuple(map(about_hole, action.contracts))
    return found


def missing_features(action: Action, library: TemplateLibrary) -> tuple[str, ...]:
    """Return what an artifact needs and its template does not support."""
    supports = library.supports.get(action.template, frozenset())
    return tuple(dict.fromkeys(one.name for one in action.features if one.name not in supports))


def about_hole(contract: Contract) -> Question:
    """Return the question about one function."""
    key = digest(("hole", VERSION, contract.canonical))
    return Question("hole", contract.name, key, holes.asked(contract), contract.origin)


def base_of(action: Action, library: TemplateLibrary) -> str:
    """Return what the template of an artifact makes without the features that it lacks."""
    text, _ = library.render(action.template, action.view)
    return text or ""


def area_of(path: str) -> str:
    """Return the area whose standards a file follows."""
    return next(area for start, area in _AREAS if path.startswith(start))


def _about_file(
    system: System,
    action: Action,
    library: TemplateLibrary,
    standards: Standards,
    missing: tuple[str, ...],
    templates_enabled: bool,
) -> Question:
    base = base_of(action, library) if templates_enabled else ""
    spec = (
        files.slice_of(system.entity(action.subject))
        if action.subject
        else files.outline_of(system)
    )
    said = standards.quoted(area_of(action.path))
    prompt = files.asked(action.path, said, spec, base, missing)
    content = ("file", VERSION, action.path, [one.content for one in prompt])
    origin = next((one.origin for one in action.features if one.name in missing), None)
    question = Question("file", f"files.{action.path}", digest(content), prompt)
    return question if origin is None else replace(question, origin=origin)


def with_answers(plan: Plan, questions: Questions, answers: Answers) -> Plan:
    """Return the plan with the pinned answers in the keys of the artifacts that they make."""
    return Plan(
        tuple(
            keyed(one, [_pinned(answers, question) for question in questions[one.path]])
            if one.path in questions
            else one
            for one in plan.actions
        )
    )


def _pinned(answers: Answers, question: Question) -> str:
    entry = answers.known(question)
    return "" if entry is None else digest_text(entry.answer)


def keyed(action: Action, answers: Iterable[str]) -> Action:
    """Return an action whose key covers the digests of the answers that it is made with."""
    facets = tuple(one for one in action.facets if one[0] != "answers")
    facets = (*facets, ("answers", digest(list(answers))))
    return replace(action, facets=facets, key=digest((action.target, action.path, facets)))
