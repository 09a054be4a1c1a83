"""Floor 4: all targets, in a fixed order."""

from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.aliases import ALIASES
from baesc.knowledge.targets.application import MAIN, MODELS_INIT, SYSTEM_ROUTES, SYSTEM_TESTS
from baesc.knowledge.targets.core import SHARED_CORE
from baesc.knowledge.targets.endpoint_tests import ENDPOINT_TESTS
from baesc.knowledge.targets.endpoints import (
    ENDPOINT_ROUTES,
    ENDPOINTS_SHARED,
)
from baesc.knowledge.targets.logic import LOGIC, LOGIC_PACKAGE
from baesc.knowledge.targets.logic_tests import LOGIC_TESTS
from baesc.knowledge.targets.model import MODEL
from baesc.knowledge.targets.page import PAGE
from baesc.knowledge.targets.page_actions import PAGE_ACTIONS
from baesc.knowledge.targets.routes import ROUTES
from baesc.knowledge.targets.rule_tests import RULE_TESTS
from baesc.knowledge.targets.rules import RULES, RULES_IN_ALL
from baesc.knowledge.targets.samples import SAMPLES
from baesc.knowledge.targets.schema_sql import SCHEMA_SQL
from baesc.knowledge.targets.schemas import SCHEMAS
from baesc.knowledge.targets.tests import TESTS
from baesc.knowledge.targets.transform_tests import TRANSFORM_TESTS
from baesc.knowledge.targets.transforms import TRANSFORM_ROUTES, TRANSFORMS_SHARED
from baesc.knowledge.targets.ui import UI
from baesc.knowledge.targets.values import VALUES

# Each target on a line of its own: the API first, then the pages, then the tests.
ENTITY_TARGETS: tuple[EntityTarget, ...] = (
    MODEL,
    RULES,
    SCHEMAS,
    ROUTES,
    LOGIC,
    ENDPOINT_ROUTES,
    TRANSFORM_ROUTES,
    PAGE,
    PAGE_ACTIONS,
    SAMPLES,
    TESTS,
    ENDPOINT_TESTS,
    TRANSFORM_TESTS,
    LOGIC_TESTS,
    RULE_TESTS,
)

SYSTEM_TARGETS: tuple[SystemTarget, ...] = (
    *SHARED_CORE,
    ALIASES,
    VALUES,
    MODELS_INIT,
    *RULES_IN_ALL,
    SCHEMA_SQL,
    LOGIC_PACKAGE,
    ENDPOINTS_SHARED,
    TRANSFORMS_SHARED,
    SYSTEM_ROUTES,
    MAIN,
    SYSTEM_TESTS,
    *UI,
)
