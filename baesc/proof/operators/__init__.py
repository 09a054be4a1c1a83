"""The catalogue: every way in which a fault is put into a generated file."""

from baesc.proof.code import Operator
from baesc.proof.operators.answers import OPERATORS as ANSWERS
from baesc.proof.operators.bodies import OPERATORS as BODIES
from baesc.proof.operators.control import OPERATORS as CONTROL
from baesc.proof.operators.disclosure import OPERATORS as DISCLOSURE
from baesc.proof.operators.errors import OPERATORS as ERRORS
from baesc.proof.operators.files import OPERATORS as FILES
from baesc.proof.operators.injection import OPERATORS as INJECTION
from baesc.proof.operators.models import OPERATORS as MODELS
from baesc.proof.operators.pages import OPERATORS as PAGES
from baesc.proof.operators.routing import OPERATORS as ROUTING
from baesc.proof.operators.sql import OPERATORS as SQL
from baesc.proof.operators.status import OPERATORS as STATUS
from baesc.proof.operators.transactions import OPERATORS as TRANSACTIONS
from baesc.proof.operators.trials import OPERATORS as TRIALS

CATALOGUE: tuple[Operator, ...] = (
    *STATUS,
    *ROUTING,
    *ANSWERS,
    *TRANSACTIONS,
    *INJECTION,
    *DISCLOSURE,
    *ERRORS,
    *CONTROL,
    *BODIES,
    *MODELS,
    *SQL,
    *PAGES,
    *TRIALS,
    *FILES,
)
