"""Floor 4: all targets, in a fixed order."""

from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.application import MAIN, MODELS_INIT, SYSTEM_ROUTES, SYSTEM_TESTS
from baesc.knowledge.targets.core import SHARED_CORE
from baesc.knowledge.targets.model import MODEL
from baesc.knowledge.targets.page import PAGE
from baesc.knowledge.targets.routes import ROUTES
from baesc.knowledge.targets.samples import SAMPLES
from baesc.knowledge.targets.schema_sql import SCHEMA_SQL
from baesc.knowledge.targets.schemas import SCHEMAS
from baesc.knowledge.targets.tests import TESTS
from baesc.knowledge.targets.ui import UI

# Each target on a line of its own: the API first, then the pages, then the tests.
ENTITY_TARGETS: tuple[EntityTarget, ...] = (
    MODEL,
    SCHEMAS,
    ROUTES,
    PAGE,
    SAMPLES,
    TESTS,
)

SYSTEM_TARGETS: tuple[SystemTarget, ...] = (
    *SHARED_CORE,
    MODELS_INIT,
    SCHEMA_SQL,
    SYSTEM_ROUTES,
    MAIN,
    SYSTEM_TESTS,
    *UI,
)
