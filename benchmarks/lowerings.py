"""What the checks of lowering are worth: hand-written answers, right and wrong, without a model.

Run `python benchmarks/lowerings.py`. A right answer that is refused, or a wrong one that passes,
is listed, and the exit code is 1. Then each right answer is changed a little in every way that
`mutations` knows; how many of those pass is counted, and with `--list` they are listed.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from baesc.ground.source import Source  # noqa: E402
from baesc.language.config import Config  # noqa: E402
from baesc.language.expressions.boundary import boundary_cases  # noqa: E402
from baesc.language.expressions.evaluation import evaluate  # noqa: E402
from baesc.language.expressions.names import Scope  # noqa: E402
from baesc.language.expressions.tree import Node  # noqa: E402
from baesc.language.expressions.unparsing import unparse  # noqa: E402
from baesc.language.expressions.wanted import read_check, read_computed  # noqa: E402
from baesc.language.ir import NOWHERE, System  # noqa: E402
from baesc.language.load import load  # noqa: E402
from baesc.language.nodes import plain  # noqa: E402
from baesc.language.reader import read  # noqa: E402
from baesc.passes.lowering import Words, in_words, read_answer  # noqa: E402
from baesc.passes.normalize import normalize  # noqa: E402
from benchmarks.mutations import mutations  # noqa: E402

FOLDER = REPOSITORY / "tests" / "lowerings"


@dataclass(frozen=True)
class Case:
    """One answer to one sentence; `kind` says what is wrong with it, empty if nothing is."""

    domain: str
    number: int
    text: str
    kind: str
    answer: str
    with_examples: bool
    system: System
    words: Words

    def fault(self) -> str:
        """Return why the checks refuse the answer, or nothing."""
        lowered, found = read_answer(self.system, self.words, self.answer, NOWHERE)
        return "" if lowered is not None else f"{found[0].code} {found[0].message}"


def cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.yaml")):
        (document,) = read(Source(path.name, path.read_text("utf-8"))).documents
        content: Any = plain(document)
        for number, one in enumerate(content["sentences"], 1):
            system = _system(content["spec"], one)
            (words,) = in_words(system)
            given = bool(one.get("accept") or one.get("reject"))
            for kind, answer in [
                *(("", each) for each in one["right"]),
                *one.get("wrong", {}).items(),
            ]:
                yield Case(path.stem, number, one["text"], kind, answer, given, system, words)


def _system(spec: str, sentence: Any) -> System:
    """Return the system of a spec, with one sentence that nobody has lowered."""
    specs, found = load([Source("spec.yaml", _with(spec, sentence))])
    system, more = normalize(specs, Config("example", "Example"))
    assert system is not None, [json.dumps(one.message) for one in (*found, *more)]
    return system


def _with(spec: str, sentence: Any) -> str:
    documents = spec.split("---\n")
    at = next(i for i, one in enumerate(documents) if one.startswith(f"entity: {sentence['of']}\n"))
    examples = {key: sentence[key] for key in ("accept", "reject") if key in sentence}
    if "computed" in sentence:
        computed = json.dumps({"text": sentence["text"], **examples})
        field = f"  {sentence['computed']}: {{type: '{sentence['type']}', computed: {computed}}}\n"
        documents[at] = documents[at].replace("fields:\n", f"fields:\n{field}", 1)
    else:
        documents[at] += f"rules:\n  - {json.dumps({'text': sentence['text'], **examples})}\n"
    return "---\n".join(documents)


@dataclass(frozen=True)
class Figures:
    """What the checks made of all answers."""

    sentences: int
    helped: int
    right: int
    lost: tuple[tuple[Case, str], ...]
    wrong: int
    passed: tuple[Case, ...]
    codes: Counter[str]


def figures() -> Figures:
    found = [(one, one.fault()) for one in cases()]
    wrong = [(one, fault) for one, fault in found if one.kind]
    return Figures(
        sentences=len({(one.domain, one.number) for one, _ in found}),
        helped=len({(one.domain, one.number) for one, _ in found if one.with_examples}),
        right=len(found) - len(wrong),
        lost=tuple((one, fault) for one, fault in found if fault and not one.kind),
        wrong=len(wrong),
        passed=tuple(one for one, fault in wrong if not fault),
        codes=Counter(fault[:6] for _, fault in wrong),
    )


def changed() -> Iterator[tuple[str, Case, bool]]:
    """Yield small changes of right answers that say something else, and whether they pass."""
    for case in cases():
        if case.kind:
            continue
        original, _ = read_answer(case.system, case.words, case.answer, NOWHERE)
        if original is None:
            continue
        seen = {original.answer}
        for kind, answer in mutations(case.answer, _alike(case)):
            other = replace(case, kind=kind, answer=answer)
            node = _read(other)
            if node is None or unparse(node) in seen:
                continue
            seen.add(unparse(node))
            if _differs(case, original.node, node):
                yield kind, other, not other.fault()


def _alike(case: Case) -> dict[str, list[str]]:
    """Return, for each name of a field or relation, others of its type in the same entity."""
    found: dict[str, list[str]] = {}
    for entity in case.system.entities:
        kinds = {one.name: (one.type, one.required) for one in entity.fields}
        kinds |= {one.name: (one.target, one.required) for one in entity.relations}
        kinds |= {one.name: (one.source, True) for one in entity.inverses}
        for name, kind in kinds.items():
            found.setdefault(name, [])
            found[name] += [one for one, of in kinds.items() if one != name and of[0] == kind[0]]
    return found


def _read(case: Case) -> Node | None:
    scope = Scope({one.name: one for one in case.system.entities}, case.words.entity)
    if not case.words.computed:
        return read_check(case.answer, NOWHERE, scope)[0]
    entity = case.system.entity(case.words.entity)
    field = next(one for one in entity.fields if one.name == case.words.computed)
    return read_computed(case.answer, NOWHERE, scope, field)[0]


def _differs(case: Case, one: Node, other: Node) -> bool:
    """Tell whether two conditions differ on a row at the edges of one of them."""
    if case.words.computed:
        return True
    edges = (
        each
        for node in (one, other)
        for each in boundary_cases(node, case.words.entity, case.system)
    )
    for edge in edges:
        values = [evaluate(node, edge.row, edge.database) for node in (one, other)]
        if (values[0] is False) != (values[1] is False):
            return True
    return False


def section() -> str:
    """Return the figures as a part of RESULTS.md."""
    found, rows = figures(), list(changed())
    total, passed = Counter(kind for kind, _, _ in rows), Counter(k for k, _, ok in rows if ok)
    share = f"{100 * passed.total() / total.total():.1f} %"
    changes = "".join(
        f"| &nbsp; {kind} | {count} | {passed[kind]} |\n" for kind, count in sorted(total.items())
    )
    return f"""\
## Answers about rules in words

{found.sentences} sentences in `tests/lowerings`, {found.helped} of them with examples, are held
against hand-written answers by the checks that need no model. A small change of a right answer
counts if a row tells the two apart.

| answers | number | accepted |
| --- | ---: | ---: |
| right | {found.right} | {found.right - len(found.lost)} |
| wrong | {found.wrong} | {len(found.passed)} |
| right ones with a small change | {total.total()} | {passed.total()} ({share}) |
{changes}"""


def main() -> int:
    found = figures()
    for one, fault in found.lost:
        print(f"right, but refused: {one.domain} {one.number}: {one.text}")
        print(f"    {one.answer}\n    {fault}")
    for one in found.passed:
        print(f"wrong ({one.kind}), but accepted: {one.domain} {one.number}: {one.text}")
        print(f"    {one.answer}")
    print(f"sentences: {found.sentences}, with examples: {found.helped}")
    print(f"right answers: {found.right}, refused: {len(found.lost)}")
    print(f"wrong answers: {found.wrong}, accepted: {len(found.passed)}")
    for code, count in found.codes.most_common():
        print(f"    refused by {code}: {count}" if code else f"    accepted: {count}")
    rows = list(changed())
    total, passed = Counter(kind for kind, _, _ in rows), Counter(k for k, _, ok in rows if ok)
    share = 100 * passed.total() / total.total()
    print(f"small changes: {total.total()}, accepted: {passed.total()} ({share:.1f} %)")
    for kind, count in sorted(total.items()):
        print(f"    {kind}: {count}, accepted: {passed[kind]}")
    if "--list" in sys.argv:
        for kind, case, is_accepted in rows:
            if is_accepted:
                print(f"{kind}: {case.text}\n    {case.answer}")
    return 1 if found.lost or found.passed else 0


if __name__ == "__main__":
    sys.exit(main())
