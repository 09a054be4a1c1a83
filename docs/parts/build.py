"""What a build makes and judges by: targets, rules, facts; and the codes of what may go wrong."""

import inspect

from baesc.effects.project import shipped
from baesc.knowledge.conditions import OPERATORS
from baesc.knowledge.facts.table import ATTRIBUTES, KINDS, attributes, language_of
from baesc.knowledge.fix_reading import EDITS
from baesc.knowledge.library import TemplateLibrary, library_of
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import Rule
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from baesc.messages.codes import CODES
from baesc.messages.explanations import page
from baesc.proof.mutants import CATALOGUE
from parts.language import system
from parts.markdown import code, codes, table

SECTIONS = {
    "1": "Specs and project file",
    "2": "Plan and templates",
    "3": "Generation",
    "4": "Rules",
    "5": "Build, cache and files",
    "6": "Requests in words",
    "9": "Faults of baesc",
}


def all_codes() -> str:
    """Return the pages of all codes, by their first digit."""
    found = []
    for digit, title in SECTIONS.items():
        mine = [one for one in CODES if one[3] == digit]
        found.append(f"## {digit}xx: {title}\n")
        found += [f"- [{one}](#{one.lower()}): {CODES[one]}" for one in mine]
        for one in mine:
            body = page(one).split("\n", 1)[1].strip()
            found.append(f"\n### {one}\n\n**{CODES[one][:1].upper()}{CODES[one][1:]}.** {body}")
        found.append("")
    return "\n".join(found)


def rules() -> str:
    """Return all rules by area and standard."""
    folder = shipped("rules")
    texts = {
        f"rules/{path.relative_to(folder).as_posix()}": path.read_text("utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }
    areas: dict[str, dict[str, list[Rule]]] = {}
    for rule in load_rules(texts).rules.rules:
        area = rule.origin.path.split("/")[1]
        areas.setdefault(area, {}).setdefault(rule.standard, []).append(rule)
    found = []
    for area, standards in areas.items():
        count = sum(map(len, standards.values()))
        link = f"[standards](../standards/{area}.md)"
        found.append(f"## {area.capitalize()}\n\n{count} rules; {link}.\n")
        for standard, mine in standards.items():
            rows = [
                (
                    code(one.id),
                    one.severity,
                    one.scope,
                    code(one.alias),
                    codes(one.files),
                    one.message,
                    "yes" if one.fix else "",
                )
                for one in mine
            ]
            head = ("rule", "severity", "scope", "contract rule", "files", "message", "fix")
            found.append(f"### {standard}\n\n{table(head, rows)}")
    return "\n".join(found)


def facts() -> str:
    """Return every kind of fact with its attributes."""
    titles = {"any": "Any file", "python": "Python", "sql": "SQL", "spec": "The spec"}
    found = []
    for language, title in titles.items():
        found.append(f"## {title}\n")
        for kind in (one for one in KINDS if language_of(one) == language):
            mine = {name: one for name, one in attributes(kind).items() if name != "line"}
            rows = [(code(name), one, ATTRIBUTES[name]) for name, one in mine.items()]
            listed = table(("attribute", "type", "what it says"), rows)
            doc = inspect.cleandoc(KINDS[kind].__doc__ or "")
            found.append(f"### {kind}\n\n{doc}\n\n{listed}")
    return "\n".join(found)


def operators() -> str:
    """Return the words that a condition compares by."""
    rows = [(code(name), ", ".join(sorted(one.types)), one.doc) for name, one in OPERATORS.items()]
    return table(("word", "attributes of type", "what it asks of the attribute"), rows)


def edits() -> str:
    """Return the edits that a fix is made of."""
    return table(("edit", "what it takes"), [(code(name), doc) for name, doc in EDITS.items()])


def targets() -> str:
    """Return all targets: what they make, by which template, and what that supports."""
    folder = shipped("templates")
    names = sorted(folder.rglob("*.j2"))
    library = library_of({p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in names})
    entity = system().entities[0]
    head = ("target", "path", "template", "version")
    plain = [(*_target(one, one.path(entity), library), "") for one in ENTITY_TARGETS]
    shared = [(*_target(one, one.path, library), _presence(one)) for one in SYSTEM_TARGETS]
    supports = {one.name: library.supports[one.template] for one in ENTITY_TARGETS}
    features = sorted(frozenset().union(*supports.values()))
    rows = [
        (code(one), *("yes" if one in mine else "" for mine in supports.values()))
        for one in features
    ]
    return (
        f"## One file for each entity\n\n{table(head, (row[:-1] for row in plain))}\n"
        f"What their templates support:\n\n{table(('feature', *supports), rows)}\n"
        f"## One file for the system\n\n{table((*head, 'only with'), shared)}"
    )


def _target(
    one: EntityTarget | SystemTarget, path: str, library: TemplateLibrary
) -> tuple[str, str, str, str]:
    header, _ = library.header(one.template)
    version = str(header.version) if header is not None else ""
    return code(one.name), code(path), code(f"templates/{one.template}"), version


# What the system of all types has not.
_ONLY_WITH = {
    "rules_core": "rules",
    "rulebook": "rules",
    "changes": "rules about several rows",
    "values": "expressions that Python has no words for",
    "logic_package": "endpoints",
    "endpoints_shared": "endpoints",
    "transforms_shared": "transforms",
}


def _presence(one: SystemTarget) -> str:
    made = {auth: one.present(system(auth=auth)) for auth in ("api_key", "none")}
    if made["api_key"] == made["none"]:
        return "" if made["none"] else _ONLY_WITH.get(one.name, "")
    return code(f"auth: {'api_key' if made['api_key'] else 'none'}")


def faults() -> str:
    """Return the operators that make faults, by family."""
    families: dict[str, list[str]] = {}
    for one in CATALOGUE:
        families.setdefault(one.family, []).append(f"- {code(one.id)}: {one.doc}")
    found = [f"{len(CATALOGUE)} operators in {len(families)} families.\n"]
    for family, rows in families.items():
        found += [f"### {family.capitalize()}\n", *rows, ""]
    return "\n".join(found)
