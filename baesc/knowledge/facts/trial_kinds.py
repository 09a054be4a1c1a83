"""The facts of tests: what they assert."""

from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts, Unknown


class Assertion(NamedTuple):
    """An assertion that fails the test when it does not hold; none that is swallowed or skipped.

    Names of variables do not count: what they were made of does, through the functions of the
    same module too.
    """

    line: int
    owner: str
    function: str
    operator: str
    methods: Texts
    statuses: tuple[int, ...] | Unknown
    asks: Texts
    paths: Texts
    after: Texts
    branch: Texts
    of_status: bool
    reached: bool
