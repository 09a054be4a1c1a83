"""Contracts of endpoints, for tests."""

from baesc.ground.source import Source
from baesc.knowledge.holes.contracts import contracts_of
from baesc.language.config import Config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.passes.normalize import normalize
from baesc.records.contract import Contract


def system(spec: str) -> System:
    """Return the system of a spec that has no fault."""
    specs, found = load([Source("specs/spec.yaml", spec)])
    made, more = normalize(specs, Config(name="school", title="School"))
    assert made is not None, (*found, *more)
    return made


def contract(spec: str) -> Contract:
    """Return the contract of the first endpoint of the first entity that has one."""
    made = system(spec)
    entity = next(one for one in made.entities if one.endpoints)
    return contracts_of(made, entity)[0]
