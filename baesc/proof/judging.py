"""Judging many files of many projects: nothing is judged twice."""

from collections.abc import Iterable
from typing import Any

from baesc.ground.digest import digest, digest_text
from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.rules import Rule, RuleSet
from baesc.passes.verify import verify
from baesc.records.verdict import Verdict


class Judge:
    """Verdicts of one rule set, by text and by what its rules ask of the spec."""

    def __init__(self, rules: RuleSet) -> None:
        """Keep the rules."""
        self.rules = rules
        self._known: dict[tuple[str, str, str], Verdict] = {}
        self._asked: dict[int, frozenset[str]] = {}
        self._digests: dict[tuple[str, frozenset[str]], str] = {}

    def verdict(self, path: str, text: str, promised: Promise) -> Verdict:
        """Return the verdict on a file that may have come before."""
        key = (path, digest_text(text), self._of_spec(path, promised))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = verify(path, text, promised, self.rules)
        return found

    def anew(self, path: str, text: str, promised: Promise) -> Verdict:
        """Return the verdict on a file that will not come again."""
        return verify(path, text, promised, self.rules)

    def _of_spec(self, path: str, promised: Promise) -> str:
        """Return the digest of those facts of the spec that the rules about a file ask for."""
        rules = self.rules.of(path)
        # The rule set keeps its answers, so that one tuple stays one object.
        asked = self._asked.get(id(rules))
        if asked is None:
            asked = self._asked[id(rules)] = spec_kinds(rules)
        known = self._digests.get((promised.digest, asked))
        if known is None:
            facts = [[kind, *promised.facts.get(kind, ())] for kind in sorted(asked)]
            known = self._digests[promised.digest, asked] = digest(facts)
        return known


def spec_kinds(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the kinds of facts of the spec that rules ask for; the system's is always asked."""
    asked = {"spec.system"}
    for rule in rules:
        selectors: list[Any] = [rule.subject, *rule.selectors, *rule.when, *rule.unsure_when]
        asked |= {one.kind for one in selectors if one.kind.startswith("spec.")}
        if rule.at is not None:
            asked |= {rule.at.kind}
    return frozenset(one for one in asked if one.startswith("spec."))
