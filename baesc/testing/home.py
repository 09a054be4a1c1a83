"""The project that tests are about: its rules and templates, or those that baesc brings."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from baesc.cli.noop import PROJECT_FILE, find_root
from baesc.effects.project import Watched, read_overlays
from baesc.knowledge.library import TemplateLibrary, library_of
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import RuleSet
from baesc.language.config import Config, load_config
from baesc.language.reader import decode
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.messages.render import render
from baesc.proof.projects import DEFAULTS, Workshop
from baesc.testing.place import start


class BrokenProjectError(ValueError):
    """The project's own file or rules are not in order; the text shows what is wrong."""


@dataclass(frozen=True, slots=True)
class Home:
    """What the tests are about: settings, rules, templates, and a workshop of these."""

    config: Config
    rules: RuleSet
    templates: TemplateLibrary
    workshop: Workshop = field(repr=False)


def home() -> Home:
    """Return the project that tests run in, read once."""
    return _home(find_root(str(start())))


@cache
def workshop_of(templates: TemplateLibrary) -> Workshop:
    """Return the workshop of other templates, with the settings of the project."""
    return Workshop(templates, home().config)


@cache
def _home(root: str) -> Home:
    folder = Path(root) if root else Path.cwd()
    config = _config(folder) if root else DEFAULTS
    watched = Watched()
    templates = library_of(*read_overlays(folder, "templates", config.templates, ".j2", watched))
    mine, shipped = read_overlays(folder, "rules", config.rules, ".yaml", watched)
    loaded = load_rules({f"rules/{name}": text for name, text in (shipped | mine).items()})
    _refuse(loaded.diagnostics)
    return Home(config, loaded.rules, templates, Workshop(templates, config))


def _config(folder: Path) -> Config:
    source = decode(PROJECT_FILE, (folder / PROJECT_FILE).read_bytes())
    config, problems = load_config(source, os.environ)
    _refuse(problems)
    assert config is not None  # noqa: S101 - it is None with errors alone
    return config


def _refuse(problems: Iterable[Diagnostic]) -> None:
    found = tuple(problems)
    if has_errors(found):
        raise BrokenProjectError(f"the project is not in order\n{render(found)}")
