"""A law: an application accepts a change exactly when all rules hold for all rows after it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx2
import pytest

from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.rows import Database, Row
from baesc.language.ir import System
from baesc.language.load import load
from baesc.passes.normalize import normalize
from tests.cli import build
from tests.e2e.serving import served

# Every way to other rows, read from both ends, and rows that go or change with others.
SPEC = """
entity: House
fields:
  size: {type: integer, min: 0, max: 4}
rules:
  - check: sum(p.weight for p in people if p.is_in) <= size * 3
  - check: count(p for p in Person if p.weight == size) <= 4
---
entity: Person
fields:
  weight: {type: integer, min: 0, max: 4}
  is_in: boolean
  mood: enum(good, bad)
relations:
  house: {to: House, required: false, inverse: people}
  friend: {to: Person, required: false, on_delete: cascade, inverse: friends}
  clubs: {to: Club, kind: many_to_many, inverse: members}
  jobs: {to: Firm, kind: many_to_many, via: Job, inverse: workers}
rules:
  - check: house is not None or mood == 'bad'
  - check: friend.house.size >= 1
  - check: friend != self
  - check: all(c.level <= weight + 1 for c in clubs)
  - check: count(f for f in jobs if f.is_big) <= 2
  - check: >-
      count(p for p in Person if p.house == house and p.mood == mood and p != self) <= 2
---
entity: Club
fields:
  level: {type: integer, min: 0, max: 4}
rules:
  - check: count(m for m in members if m.mood == 'bad') <= level
  - check: max(m.house.size for m in members) <= level + 2
---
entity: Firm
fields:
  is_big: boolean
rules:
  - check: is_big or count(jobs) <= 1
  - check: not any(w.mood == 'bad' and w.friend is None for w in workers)
---
entity: Job
fields:
  hours: {type: integer, min: 0, max: 4}
relations:
  person: {to: Person, on_delete: cascade, inverse: work}
  firm: {to: Firm, on_delete: restrict, inverse: jobs}
rules:
  - check: sum(j.hours for j in Job if j.person == person) <= 6
"""
STEPS = 200
PATHS = {
    "House": "houses", "Person": "people", "Club": "clubs", "Firm": "firms", "Job": "jobs",
}  # fmt: skip
Rows = dict[str, dict[int, dict[str, Any]]]


def system() -> System:
    specs, found = load([Source("law.yaml", SPEC)])
    made, more = normalize(specs, Config("law", "Law"))
    assert made is not None, (found, more)
    return made


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    root = tmp_path_factory.mktemp("law")
    (root / "baes.yaml").write_text("project: law\nspecs: law.yaml\n")
    (root / "law.yaml").write_text(SPEC)
    build(root)
    url = f"sqlite:///{root / 'rows.db'}"
    with served(root / "managed_system", DATABASE_URL=url) as client:
        yield client


def database(rows: Rows) -> Database:
    """Return rows as expressions read them: relations by name."""
    found: dict[str, tuple[Row, ...]] = {}
    for entity, by_id in rows.items():
        found[entity] = tuple(
            Row(entity, row_id, {_relation(name): _held(value) for name, value in row.items()})
            for row_id, row in by_id.items()
        )
    return Database(found, datetime.now(UTC))


def _relation(name: str) -> str:
    return {"club_ids": "clubs"}.get(name, name.removesuffix("_id"))


def _held(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list) else value


def broken(made: System, rows: Rows) -> list[str]:
    """Return the checks that do not hold."""
    state = database(rows)
    return [
        rule.check
        for entity in made.entities
        for rule in entity.rules
        for row in state.rows[entity.name]
        if rule.expression is not None and evaluate(rule.expression, row, state) is False
    ]


def body(random: Random, entity: str, rows: Rows) -> dict[str, Any]:
    def one(target: str, optional: bool = False) -> int | None:
        ids = list(rows[target])
        return random.choice([*ids, None]) if optional or not ids else random.choice(ids)

    number = random.randint(0, 4)
    if entity == "House":
        return {"size": number}
    if entity == "Club":
        return {"level": number}
    if entity == "Firm":
        return {"is_big": random.random() < 0.7}
    if entity == "Job":
        return {"hours": number, "person_id": one("Person"), "firm_id": one("Firm")}
    clubs = [club for club in rows["Club"] if random.random() < 0.3]
    return {
        "weight": number,
        "is_in": random.random() < 0.5,
        "mood": random.choice(["good", "bad"]),
        "house_id": one("House", optional=True),
        "friend_id": one("Person", optional=True),
        "club_ids": clubs,
    }


def removed(made: System, rows: Rows, entity: str, row_id: int) -> Rows | None:
    """Return the rows after a removal and what it takes along; None where one is in the way."""
    left: Rows = {name: {at: dict(row) for at, row in own.items()} for name, own in rows.items()}
    gone = [(entity, row_id)]
    for name, at in gone:
        left[name].pop(at)
        for other in made.entities:
            for relation in other.relations:
                if relation.target != name:
                    continue
                for own, row in list(left[other.name].items()):
                    if relation.column is None:
                        if at in row.get(f"{name.lower()}_ids", []):
                            row[f"{name.lower()}_ids"].remove(at)
                    elif row[relation.column] == at and (other.name, own) not in gone:
                        if relation.on_delete == "restrict":
                            return None
                        if relation.on_delete == "cascade":
                            gone.append((other.name, own))
                        else:
                            row[relation.column] = None
    return left


def changed(rows: Rows, entity: str, row_id: int, values: dict[str, Any]) -> Rows:
    row = {**rows[entity].get(row_id, {}), **values}
    return {**rows, entity: {**rows[entity], row_id: row}}


def step(api: httpx2.Client, made: System, random: Random, rows: Rows) -> tuple[Rows, str]:
    """Make a random request, and compare the answer with what the rules say."""
    entity = random.choice([*PATHS, "Person", "Person"])
    ids = list(rows[entity])
    kind = random.choices(["post", "patch", "delete"], [4, 5, 2])[0] if ids else "post"
    path = f"/{PATHS[entity]}"
    values = body(random, entity, rows)
    if kind == "post":
        wanted: Rows | None = changed(rows, entity, 0, values)
        answer = api.post(path, json=values)
    elif kind == "patch":
        row_id = random.choice(ids)
        names = random.sample(list(values), random.randint(1, len(values)))
        values = {name: values[name] for name in names}
        wanted = changed(rows, entity, row_id, values)
        answer = api.patch(f"{path}/{row_id}", json=values)
    else:
        row_id = random.choice(ids)
        wanted = removed(made, rows, entity, row_id)
        answer = api.delete(f"{path}/{row_id}")
    if entity == "Job" and None in values.values():
        assert answer.status_code == 422
        return rows, "invalid"
    expected = broken(made, wanted) if wanted is not None else ["in use"]
    pairs = [(row["person_id"], row["firm_id"]) for row in (wanted or rows)["Job"].values()]
    if len(set(pairs)) < len(pairs):
        expected.append("is already taken")
    shown = f"{kind} {path} {values}: {answer.status_code} {answer.text}; {expected}"
    assert answer.status_code in {200, 201, 204, 409, 422}, shown
    assert answer.is_success == (not expected), shown
    if not answer.is_success or wanted is None:
        return rows, "refused"
    if kind == "post":
        wanted = {**wanted, entity: {**rows[entity], answer.json()["id"]: values}}
    return wanted, kind


def test_accepted_if_and_only_if_all_rules_hold(api: httpx2.Client) -> None:
    made, random = system(), Random(1)
    rows: Rows = {name: {} for name in PATHS}
    done = []
    for _ in range(STEPS):
        rows, what = step(api, made, random, rows)
        done.append(what)
    counted = {what: done.count(what) for what in ("post", "patch", "delete", "refused")}
    assert min(counted.values()) > 20, counted
