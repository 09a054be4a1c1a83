"""The rules that are in force where the command runs: a project's own first, then the shipped."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from baesc.cli.opening import Opened, open_here
from baesc.cli.overlays import placed
from baesc.effects.project import Watched, read_overlays, shipped
from baesc.ground.source import Source, Span
from baesc.knowledge import code_faults as faults
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import Rule, RuleSet
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.messages.nearest import nearest


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in force, the texts that they stand in, and what is wrong with these.

    `opened` is the project, None outside of one. `sources` has the rule files under the paths of
    the rules' own places, `shown` what the diagnostics in `problems` are about.
    """

    rules: RuleSet
    opened: Opened | None
    sources: Mapping[str, Source]
    problems: tuple[Diagnostic, ...]
    shown: Mapping[str, Source]

    @property
    def is_sound(self) -> bool:
        """Tell whether nothing is wrong with the rules and with the project file."""
        return not has_errors(self.problems)

    def place(self, rule: Rule) -> str:
        """Return where a rule stands, as file and line, in a form that opens from here."""
        path, line = rule.origin.path, rule.origin.line
        inside = path.partition("/")[2]
        own = self.own_folder
        file = own / inside if own and (own / inside).is_file() else shipped("rules") / inside
        here = Path.cwd()
        near = file.relative_to(here) if file.is_relative_to(here) else file
        return f"{near}:{line}"

    @property
    def calibration(self) -> str:
        """Return the text of the calibration file of these rules; empty where there is none."""
        from baesc.proof.calibration import FILE

        for folder in (self.own_folder, shipped("rules")):
            if folder is not None and (folder / FILE).is_file():
                return (folder / FILE).read_text(encoding="utf-8", errors="replace")
        return ""

    @property
    def own_folder(self) -> Path | None:
        """Return the folder of the project's own rules, if it has one."""
        config = self.opened.config if self.opened else None
        return self.opened.root / config.rules if self.opened and config and config.rules else None


def rulebook() -> Rulebook:
    """Return the rules in force in the current folder; raises OSError."""
    opened: Opened | None = open_here()
    assert opened is not None  # noqa: S101 - for the type alone
    outside = any(one.code == "BAE503" for one in opened.problems)
    config = opened.config
    mine, theirs = read_overlays(
        opened.root, "rules", config.rules if config else "", ".yaml", Watched()
    )
    texts = {f"rules/{name}": text for name, text in (theirs | mine).items()}
    loaded = load_rules(texts)
    problems = loaded.diagnostics
    if config is None and not outside:
        problems = (*opened.problems, *problems)
    problems, overlays = placed(opened, problems)
    return Rulebook(
        loaded.rules,
        None if outside else opened,
        {path: Source(path, text) for path, text in texts.items()},
        problems,
        {**opened.sources, **overlays},
    )


def chosen(
    rules: RuleSet, names: Iterable[str], area: str
) -> tuple[tuple[Rule, ...], tuple[Diagnostic, ...]]:
    """Return the rules of these ids, patterns (`be.*`) or contract rules, and of an area.

    Without names and area, all of them.
    """
    found: list[Rule] = []
    problems: list[Diagnostic] = []
    wanted = [one for name in names for one in re.split(r"[,\s]+", name) if one]
    for name in wanted:
        mine = [one for one in rules.rules if fnmatchcase(one.id, name) or one.alias == name]
        found += mine
        if not mine:
            problems.append(unknown_rule(name, rules))
    picked = set(found) if wanted else set(rules.rules)
    kept = tuple(one for one in rules.rules if one in picked and area in ("", one.area))
    if area and area not in areas_of(rules):
        problems.append(_unknown_area(area, rules))
    return kept, tuple(problems)


def areas_of(rules: RuleSet) -> tuple[str, ...]:
    """Return the areas that have rules, in the order of the rules."""
    return tuple(dict.fromkeys(one.area for one in rules.rules))


def unknown_rule(name: str, rules: RuleSet) -> Diagnostic:
    """Report a name that no rule has."""
    names = sorted(
        {one.id for one in rules.rules} | {one.alias for one in rules.rules if one.alias}
    )
    return faults.no_such_rule(f"there is no rule `{name}`", _advice(name, names))


def _unknown_area(area: str, rules: RuleSet) -> Diagnostic:
    names = areas_of(rules)
    near = nearest(area, names)
    advice = f"did you mean `{near}`?" if near else f"the areas are {', '.join(names)}"
    return faults.no_such_rule(f"there is no area `{area}`", advice)


def _advice(name: str, names: list[str]) -> str:
    near = nearest(name, names)
    if near:
        return f"did you mean `{near}`?"
    # Ids are short words with a dot; what is in one of them may be all that is remembered.
    word = name.rpartition(".")[2]
    inside = [one for one in names if word and word in one][:3]
    if inside:
        return f"did you mean {' or '.join(f'`{one}`' for one in inside)}?"
    return "`baesc rules list` names all"


def parts_of(rule: Rule, source: Source) -> dict[str, str]:
    """Return the keys of a rule with their YAML as it was written, less the indentation."""
    from baesc.language.nodes import Mapping as MappingNode
    from baesc.language.nodes import Sequence
    from baesc.language.reader import read

    lines = source.text.split("\n")
    for document in read(source).documents:
        for node in document.items if isinstance(document, Sequence) else ():
            if isinstance(node, MappingNode) and node.entries[:1]:
                if node.entries[0].value.span != rule.origin:
                    continue
                starts = [one.span for one in node.entries]
                ends = [*(one.line for one in starts[1:]), _end(lines, starts[-1])]
                return {
                    entry.key: _written(lines, entry.span, end)
                    for entry, end in zip(node.entries, ends, strict=True)
                }
    return {}


def _end(lines: list[str], last: Span) -> int:
    """Return the line after the last entry of a rule: the first that is not indented as deep."""
    at = last.line
    while at < len(lines) and _belongs(lines[at], last.column - 1):
        at += 1
    return at + 1


def _belongs(line: str, indent: int) -> bool:
    bare = line.lstrip()
    depth = len(line) - len(bare)
    return not bare or depth > indent or (depth == indent and bare.startswith("- "))


def _written(lines: list[str], start: Span, end: int) -> str:
    kept = [line[start.column - 1 :] for line in lines[start.line - 1 : max(end - 1, start.line)]]
    while len(kept) > 1 and (not kept[-1].strip() or kept[-1].lstrip().startswith("#")):
        kept.pop()
    return "\n".join(kept)


def measured(rule: Rule, book: Rulebook) -> dict[str, str]:
    """Return what the calibration file beside the rules knows of a rule; nothing without one."""
    text = book.calibration
    if not text:
        return {}
    from baesc.proof.calibration import rule_digest

    try:
        content = json.loads(text)
        row = content["rules"][f"{rule.area}/{rule.id}"]
        area = content["areas"][rule.area]
        told = {
            "found": f"{row[1]} faults of the catalogue, {row[2]} of them alone",
            "measured": f"the area's confidence is {area['confidence']:.2f}",
        }
    except (ValueError, KeyError, TypeError, IndexError):
        return {}
    if row[0] != rule_digest(rule):
        told["measured"] += "; the rule has changed since"
    return told
