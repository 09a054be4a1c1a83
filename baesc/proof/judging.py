"""Judging many files of many projects: nothing is judged twice."""

from typing import Any

from baesc.ground.digest import digest_text
from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.rules import Rule, RuleSet
from baesc.passes.verify import verify
from baesc.proof.projects import Project
from baesc.records.verdict import Verdict


class Judge:
    """Verdicts of one rule set, by text and by what the spec promises of it."""

    def __init__(self, rules: RuleSet) -> None:
        """Keep the rules."""
        self.rules = rules
        self._known: dict[tuple[str, ...], Verdict] = {}
        self._blind: dict[int, bool] = {}

    def verdict(self, path: str, text: str, promised: Promise) -> Verdict:
        """Return the verdict on a file that may have come before."""
        # A file whose rules ask nothing of the spec is the same in every project.
        of_spec = "" if self._is_blind(path) else promised.digest
        key = (path, digest_text(text), of_spec)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = verify(path, text, promised, self.rules)
        return found

    def anew(self, path: str, text: str, promised: Promise) -> Verdict:
        """Return the verdict on a file that will not come again."""
        return verify(path, text, promised, self.rules)

    def _is_blind(self, path: str) -> bool:
        rules = self.rules.of(path)
        # The rule set keeps its answers, so that one tuple stays one object.
        found = self._blind.get(id(rules))
        if found is None:
            found = self._blind[id(rules)] = not any(map(asks_spec, rules))
        return found

    def refused(self, project: Project) -> tuple[str, Verdict] | None:
        """Return the first file of a project that is not approved, with its verdict."""
        for path, text in project.texts.items():
            found = self.verdict(path, text, project.promises[path])
            if found.decision != "confident_approval":
                return path, found
        return None


def asks_spec(rule: Rule) -> bool:
    """Tell whether a rule compares a file with the spec."""
    selectors: list[Any] = [rule.subject, *rule.selectors, *rule.when, *rule.unsure_when]
    return any(one.kind.startswith("spec.") for one in selectors)
