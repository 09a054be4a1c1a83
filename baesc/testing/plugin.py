"""The pytest plugin: which project tests are about, and its rules and templates as fixtures."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from baesc.testing.place import settle

if TYPE_CHECKING:
    from baesc.knowledge.library import TemplateLibrary
    from baesc.knowledge.rules import RuleSet

PROJECT_FILE = "baes.yaml"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the project."""
    parser.getgroup("baesc").addoption(
        "--baesc-project",
        metavar="DIR",
        default="",
        help=f"the project whose rules and templates tests use: the nearest folder with a "
        f"{PROJECT_FILE}, from DIR upwards (default: from the root of the tests)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Settle which project it is; nothing of it is read before a test asks."""
    named = config.getoption("--baesc-project")
    if not named:
        settle(config.rootpath)
        return
    folder = Path(config.invocation_params.dir, named)
    if not any((one / PROJECT_FILE).is_file() for one in (folder, *folder.parents)):
        raise pytest.UsageError(f"--baesc-project: no {PROJECT_FILE} in `{named}` or above it")
    settle(folder)


@pytest.fixture(scope="session")
def baesc_rules() -> "RuleSet":
    """Return the rules in force in the project that tests run in."""
    from baesc.testing.home import home

    return home().rules


@pytest.fixture(scope="session")
def baesc_templates() -> "TemplateLibrary":
    """Return the templates in force in the project that tests run in."""
    from baesc.testing.home import home

    return home().templates
