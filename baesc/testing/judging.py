"""Verdicts for tests, and assertions that show what they are about."""

from collections.abc import Iterator

from baesc.ground.source import Source
from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.rules import RuleSet
from baesc.messages.render import render
from baesc.passes.verify import report, verify
from baesc.proof.judging import Judge
from baesc.proof.projects import Project
from baesc.records.verdict import FRIENDLY, Verdict
from baesc.testing.artifact import Artifact
from baesc.testing.home import home

# A broken template breaks a file for each entity; the first few tell enough.
_MOST_SHOWN = 3


def verdict(
    path: str, text: str, *, project: Project | None = None, rules: RuleSet | None = None
) -> Verdict:
    """Judge a text as the file at a path by the rules of the project that tests run in.

    With a `project`, the path is one that it makes, and the file must keep what its spec
    promises. Without, the rules of scope `any` judge it, and comments may suppress findings.
    """
    chosen = home().rules if rules is None else rules
    if project is None:
        return verify(path, text, Promise({}, ""), chosen, anywhere=True, inline=True)
    if path not in project.promises:
        raise ValueError(f"the project has no file `{path}`")
    judge = _judge(chosen)
    is_sound = project.texts[path] == text
    return (judge.verdict if is_sound else judge.anew)(path, text, project.promises[path])


def assert_approved(what: Project | Artifact, *, rules: RuleSet | None = None) -> None:
    """Fail unless the rules approve a file, or every file of a project."""
    failed = []
    for one in _files(what):
        found = verdict(one.path, one.text, project=one.project, rules=rules)
        if found.decision != "confident_approval":
            failed.append(_shown(one, found))
    if failed:
        more = f"\n... and {len(failed) - _MOST_SHOWN} more" if len(failed) > _MOST_SHOWN else ""
        spec = what.spec if isinstance(what, Project) else what.project.spec
        raise AssertionError("\n".join(failed[:_MOST_SHOWN]) + f"{more}\nspec:\n{spec}")


def assert_rejected(what: Artifact, *, by: str = "", rules: RuleSet | None = None) -> None:
    """Fail unless the rules reject a file; with `by`, unless this rule is among those that do."""
    found = verdict(what.path, what.text, project=what.project, rules=rules)
    by_rules = {one.rule for one in found.findings if one.decisive and one.sure}
    if found.decision == "confident_rejection" and (not by or by in by_rules):
        return
    wanted = f"not rejected by `{by}`" if by and by_rules else "not rejected"
    fault = f"{what.fault} at line {what.line}: {what.note}\n" if what.fault else ""
    raise AssertionError(
        f"{what.path} is {wanted}\n{fault}{_shown(what, found)}\nspec:\n{what.project.spec}"
    )


def _judge(rules: RuleSet) -> Judge:
    """Return the judge of a rule set, who judges nothing twice: shrinking asks a lot."""
    # By identity, for the hash of all rules takes as long as a verdict; a judge keeps its rules.
    return _JUDGES.setdefault(id(rules), Judge(rules))


_JUDGES: dict[int, Judge] = {}


def _files(what: Project | Artifact) -> Iterator[Artifact]:
    if isinstance(what, Artifact):
        yield what
    else:
        for path, text in what.texts.items():
            yield Artifact(path, text, what)


def _shown(one: Artifact, found: Verdict) -> str:
    told = render(report(found), [Source(one.path, one.text)])
    return f"{one.path} is {FRIENDLY[found.decision]}\n{told}"
