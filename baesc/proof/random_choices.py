"""Choices that follow from the seed alone."""

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.internal.constants_ast import Constants

NAME = "baesc"


class SeededChoices(HypothesisProvider):
    """Hypothesis draws some values from the source of all modules that were loaded; this doesn't.

    A seed would mean other projects in each process, and after each change of any module.
    """

    _local_constants = Constants()


AVAILABLE_PROVIDERS[NAME] = f"{__name__}.{SeededChoices.__name__}"
