"""Accounts: what was asked adds up, by build and by question."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st

from baesc.build.accounting import bill, items
from baesc.records.accounts import Accounts, Asked
from baesc.records.question import Usage

WHOLE = st.integers(0, 5000)
USAGES = st.builds(Usage, WHOLE, WHOLE, WHOLE, st.integers(0, 3), st.integers(0, 3))
NAMES = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True).map(tuple)
TURNS = st.builds(
    Asked,
    names=NAMES,
    kind=st.sampled_from(["rule", "hole"]),
    usage=USAGES,
    seconds=st.floats(0, 100),
    accepted=st.just(()),
)


@given(st.lists(TURNS, max_size=8))
def test_the_parts_of_questions_add_up_to_the_bill(turns: list[Asked]) -> None:
    parts = sum((one.usage for one in items(turns)), Usage())
    assert parts == bill(turns).usage
    assert sum(one.turns for one in items(turns)) == sum(len(one.names) for one in turns)


def test_a_bill() -> None:
    accounts = Accounts()
    accounts.asked(["a", "b"], "rule", Usage(300, 21, 128, 1, 1), 2.0, accepted=["a"])
    accounts.asked(["b"], "rule", Usage(), 0.0, accepted=["b"])
    accounts.asked(["c"], "hole", Usage(10, 0, 0, 1, 0), 1.0, fault="BAE333", path="app/x.py")
    accounts.pinned("d", "rule")
    accounts.patched("app/x.py", "fix", 900)
    found = bill(accounts.rows())
    assert found.usage == Usage(310, 21, 128, 2, 1)
    assert (found.questions, found.unanswered, found.kept) == (3, 1, 1)
    assert (found.pinned, found.patched, found.saved, found.tokens) == (1, 1, 900, 331)
    a, b, c = items(accounts.rows())
    assert (a.usage, b.usage) == (Usage(150, 11, 64, 1, 1), Usage(150, 10, 64, 0, 0))
    assert (a.accepted, b.accepted, b.turns, c.accepted, c.fault) == (
        True,
        True,
        2,
        False,
        "BAE333",
    )


def test_nothing_asked_is_nothing_spent() -> None:
    found = bill(())
    assert (found.tokens, found.questions, found.usage) == (0, 0, Usage())


def test_threads_may_write_at_once() -> None:
    accounts = Accounts()
    with ThreadPoolExecutor(8) as threads:
        for at in range(400):
            threads.submit(accounts.pinned, f"q{at}", "rule")
    assert len({one.name for one in accounts.rows() if not isinstance(one, Asked)}) == 400
