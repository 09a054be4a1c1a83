"""Ask for the lock of examples/rules anew: `python -m tests.relock`.

For changes of prompts or contracts, which make other keys. A server in this process gives the
answers below; nothing else is asked.
"""

import re
import shutil
import sys
import tempfile
from pathlib import Path

from tests.cli import EXAMPLES, baesc
from tests.model_server import Messages, ModelServer

HOME = EXAMPLES / "rules"
LOCK = "baes.lock"
SENTENCES = {
    "A member is at least 16 years old.": "birth_date <= today - years(16)",
    "A member has at most 5 loans that are not returned.": (
        "count(l for l in Loan if l.member == member and l.returned_on is None) <= 5"
    ),
    "0.25 for each day that the book was returned after it was due, and 0 if it was in time.": (
        "max((returned_on - due_on) / days(1), 0) * 0.25"
    ),
}
RENEW = """\
```python
def renew(loan: LoanValues, *, days: int, today: date) -> RenewChanges:
    if loan.returned_on is not None:
        raise Refused("The book was returned.")
    if loan.renewals >= 2:
        raise Refused("The loan was renewed twice already.")
    return {"due_on": loan.due_on + timedelta(days=days), "renewals": loan.renewals + 1}
```"""
LATENESS = """\
```python
def lateness(loan: LoanValues, *, today: date) -> LatenessResult:
    days = ((loan.returned_on or today) - loan.due_on).days
    return LatenessResult(due_on=loan.due_on, days_late=max(days, 0))
```"""
CATALOGUE = """\
```python
def catalogue(line: CatalogueLine, *, today: date) -> CatalogueResult:
    isbn = line.isbn.replace("-", "")
    if len(isbn) != 13 or not isbn.isdecimal():
        raise Refused("An ISBN has 13 digits.")
    copies = 1 if line.copies is None else line.copies
    return CatalogueResult(title=line.title, isbn=isbn, copies=copies)
```"""
FUNCTIONS = {"renew": RENEW, "lateness": LATENESS, "catalogue": CATALOGUE}


def answer(messages: Messages) -> str:
    """Return what the model of the example says."""
    question = messages[-1]["content"]
    for name, function in FUNCTIONS.items():
        if f"def {name}(" in question:
            return function
    lines = re.findall(r"^(\d+) (?:rule|value) of [^:]+: (.*)$", question, re.MULTILINE)
    return "\n".join(f"{number}: {SENTENCES[words]}" for number, words in lines)


def relocked(folder: Path) -> str:
    """Return the lock that a build of the example without one makes in a folder."""
    skipped = shutil.ignore_patterns("managed_system", ".baesc", LOCK)
    root = Path(shutil.copytree(HOME, folder, ignore=skipped))
    with ModelServer(answer) as server:
        done = baesc("build", cwd=root, **server.environ)
    if done.returncode:
        sys.exit(done.stderr + done.stdout)
    return (root / LOCK).read_text(encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="baesc-relock-") as scratch:
        made = relocked(Path(scratch) / "project")
    (HOME / LOCK).write_text(made, encoding="utf-8")
