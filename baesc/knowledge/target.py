"""What a kind of artifact is: where it lies, what its template reads, what it waits for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from baesc.language.ir import Entity, System
from baesc.records.action import Feature
from baesc.records.contract import Contract


def no_features(_system: System, _entity: Entity) -> tuple[Feature, ...]:
    """Say that a template needs to support nothing in particular."""
    return ()


def after_nothing(_entity: Entity) -> tuple[str, ...]:
    """Say that an artifact waits for no other."""
    return ()


@dataclass(frozen=True, slots=True)
class EntityTarget:
    """One artifact for each entity for which it is `present`.

    `path` and `after` are paths inside the output folder, with `/`. `view` returns a named
    tuple of canonical values (nested tuples of str, int, float, bool, None) which is all that
    the template may read; a change of anything else leaves the artifact alone. `holes` are the
    functions whose bodies the template leaves open.
    """

    name: str
    template: str
    path: Callable[[Entity], str]
    view: Callable[[System, Entity], Any]
    features: Callable[[System, Entity], tuple[Feature, ...]] = no_features
    after: Callable[[Entity], tuple[str, ...]] = after_nothing
    present: Callable[[System, Entity], bool] = lambda _system, _entity: True
    holes: Callable[[System, Entity], tuple[Contract, ...]] = lambda _system, _entity: ()


@dataclass(frozen=True, slots=True)
class SystemTarget:
    """One artifact for the whole system; `present` tells whether this system has it."""

    name: str
    template: str
    path: str
    view: Callable[[System], Any]
    after: Callable[[System], tuple[str, ...]] = lambda _system: ()
    present: Callable[[System], bool] = lambda _system: True
