"""Strategies: random valid projects, their files, and files with a fault in them.

They use the templates of the project that the tests run in, unless they are given others.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from hypothesis import reject
from hypothesis import strategies as st

from baesc.knowledge.globs import is_among
from baesc.knowledge.library import TemplateLibrary
from baesc.proof.projects import Project
from baesc.proof.specs import as_yaml, valid_specs
from baesc.testing.artifact import Artifact
from baesc.testing.home import home, workshop_of

if TYPE_CHECKING:
    from baesc.proof.mutants import Mutant


@st.composite
def valid_project(
    draw: st.DrawFn, *, most: int = 4, templates: TemplateLibrary | None = None
) -> Project:
    """Draw a valid project of at most `most` entities, with every file that it has."""
    workshop = home().workshop if templates is None else workshop_of(templates)
    return workshop.project(as_yaml(draw(valid_specs(most))))


@st.composite
def artifacts(
    draw: st.DrawFn,
    *files: str,
    most: int = 4,
    templates: TemplateLibrary | None = None,
) -> Artifact:
    """Draw a file of a valid project, one that the globs in `files` match if there are any."""
    project = draw(valid_project(most=most, templates=templates))
    paths = sorted(path for path in project.texts if not files or is_among(path, files))
    if not paths:
        raise ValueError(f"no file of an application matches {', '.join(files)}")
    path = draw(st.sampled_from(paths))
    return Artifact(path, project.texts[path], project)


@st.composite
def mutants(
    draw: st.DrawFn,
    *files: str,
    operators: Collection[str] = (),
    most: int = 2,
    templates: TemplateLibrary | None = None,
) -> Artifact:
    """Draw a file of a valid project with a fault that an operator put there.

    `operators` are the ids of those to take, all of the catalogue if there are none.
    """
    from baesc.proof.mutants import equivalent

    sound = draw(artifacts(*files, most=most, templates=templates))
    found = [
        one
        for one in _mutants(sound.path, sound.text)
        if not operators or one.operator in operators
    ]
    if not found:
        reject()
    one = draw(st.sampled_from(found))
    if equivalent(one.path, sound.text, one.text):
        reject()
    return Artifact(one.path, one.text, sound.project, one.operator, one.line, one.note)


@lru_cache(maxsize=256)
def _mutants(path: str, text: str) -> "tuple[Mutant, ...]":
    from baesc.proof.mutants import mutants_of

    return tuple(mutants_of(path, text))
