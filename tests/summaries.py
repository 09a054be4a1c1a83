"""Summaries of runs of `baesc rules test`, made by hand: an empty one, and large bad ones."""

from typing import Any

from baesc.proof.bounds import wilson

Summary = dict[str, Any]
STAGES = ("static", "examples", "variations", "valid", "mutation", "behaviour")
AREAS = {"backend": "be", "database": "db", "frontend": "fe", "test": "test"}
FAMILIES = ("status", "routing", "sql", "transactions", "errors", "models", "schema", "pages")
EVIL = "<script>alert(1)</script> \"'& \x1b[31m \u202e \ud800 ünï"
DIFF = (
    "@@ -12,5 +12,4 @@\n     row = session.get(Student, row_id)\n"
    "-    session.commit()\n+    session.flush()  # <b>\n     return row"
)
TEXT = "\n".join(f"line_{at} = {at}" for at in range(1, 60))


def tally(killed: int, survived: int = 0, uncertain: int = 0, equal: int = 0) -> Summary:
    faults = killed + survived + uncertain
    score = round(1 - survived / faults, 4) if faults else 1.0
    counts = {"killed": killed, "uncertain": uncertain, "survived": survived, "equal": equal}
    return {**counts, "same": 0, "faults": faults, "score": score}


def area(name: str, killed: int, survived: int, files: int, refused: int = 0) -> Summary:
    approval, rejection = wilson(survived, killed + survived)[1], wilson(refused, files)[1]
    below = {"false_approval_below": approval, "false_rejection_below": rejection}
    confidence = 1 - max(approval, rejection)
    figures = {**below, "confidence": confidence, "measured": True, "trusted": confidence >= 0.85}
    return {"area": name, **tally(killed, survived), "files": files, "refused": refused, **figures}


def survivor(at: int, operator: str, expected: list[str]) -> Summary:
    return {
        "project": at % 3,
        "path": f"app/routes/student_{at}_routes.py",
        "number": at,
        "line": 14 + at,
        "area": "backend",
        "operator": operator,
        "note": "session.commit() -> session.flush()",
        "diff": DIFF,
        "expected": expected,
        "smallest": "" if at % 2 else "entity: Small\nfields: {ä: string}\n",
    }


def rejection(rule: str) -> Summary:
    return {
        "rule": rule,
        "path": "app/database/schema.sql",
        "line": 20,
        "message": "the column `größe` must be NOT NULL",
        "spec": "entity: Q\nfields:\n  größe: string(<10)\n",
        "text": TEXT,
        "seed": 17_000_051,
    }


def fragility(rule: str) -> Summary:
    return {
        "rule": rule,
        "variation": "swap-quotes",
        "example_text": 'query = "select * from t"\nrun(query)\n',
        "varied_text": "query = 'select * from t'\nrun(query)\n",
        "expected": "bad",
        "got": "ok",
    }


def empty() -> Summary:
    return {
        "ok": True,
        "unmeasured": [],
        "command": "baesc rules test --seed 0 --budget 60",
        "seed": 0,
        "budget": 60.0,
        "threshold": 0.85,
        "seconds": {},
        "cut": [],
        "static": [],
        "examples": {"tried": 0, "failed": []},
        "variations": {"tried": 0, "fragile": [], "flips": []},
        "valid": {"projects": 0, "files": 0, "refused": 0, "false_rejections": [], "broken": []},
        "mutation": {**tally(0), "operators": [], "survivors": []},
        "areas": [],
        "rules": [],
        "matrix": {},
    }


def large(rules: int = 130, operators: int = 110, survivors: int = 40, every: int = 7) -> Summary:
    """Return a summary of a bad run, with something of every kind."""
    names = {f"{AREAS[one]}.rule-{at}": one for at, one in enumerate(list(AREAS) * rules)}
    names = dict(list(names.items())[:rules])
    faults = [f"drop-thing-{at}-of-a-route" for at in range(operators)]
    matrix: Summary = {}
    for at, rule in enumerate(names):
        hit = {
            one: 1 + at * to % 400 for to, one in enumerate(faults) if (at * 3 + to) % every == 0
        }
        if hit and at % 11:
            matrix[rule] = hit
    lost = [
        survivor(at, faults[at * at % 13 % operators], list(names)[:2]) for at in range(survivors)
    ]
    by_operator = {one: sum(each["operator"] == one for each in lost) for one in faults}
    found = empty()
    found |= {
        "ok": False,
        "unmeasured": [],
        "command": "baesc rules test --seed 17 --budget 60",
        "seed": 17,
        "seconds": dict(zip(STAGES, (0.8, 0.4, 6.2, 24.1, 25.3, 3.2), strict=True)),
        "cut": ["mutation"],
        "matrix": matrix,
    }
    found["static"] = [
        {"rule": "be.rule-0", "kind": "shadow", "other": "be.rule-4",
         "message": "all that it rejects is rejected by be.rule-4",
         "span": {"path": "rules/backend/routes.yaml", "line": 12, "column": 3}},
    ]  # fmt: skip
    place = {"path": "rules/backend/routes.yaml", "line": 30, "column": 5}
    failed = [{"message": "`bad` example 2 is not found", **place}, {"message": "no place"}]
    found["examples"] = {"tried": 412, "failed": failed}
    flip = {
        "path": "app/main.py",
        "variation": "strip-comments",
        "before": "x",
        "after": "y",
        "text": TEXT,
    }
    found["variations"] = {
        "tried": 5312, "fragile": [fragility("db.rule-1")], "flips": [flip],
    }  # fmt: skip
    found["valid"] = {
        "projects": 500, "files": 19_214, "refused": 2,
        "false_rejections": [rejection("db.rule-1"), rejection("fe.rule-2")],
        "broken": [{"spec": "entity: List\n", "message": "two classes have the name `List`"}],
    }  # fmt: skip
    found["mutation"] = {
        **tally(6000, survivors, 31, 204),
        "operators": [
            {"id": one, "family": FAMILIES[at % 8], "doc": "A client gets no answer.",
             **tally(50, by_operator[one], at % 3)}
            for at, one in enumerate(faults)
        ],
        "survivors": lost,
    }  # fmt: skip
    counts = ((2500, 2), (1800, 0), (200, 38), (3, 0))
    found["areas"] = [
        area(name, killed, lost, 5000) for name, (killed, lost) in zip(AREAS, counts, strict=True)
    ]
    found["rules"] = [
        {"rule": rule, "area": of, "kills": sum(matrix.get(rule, {}).values()), "unique": at % 4,
         "false_rejections": int(rule in {"db.rule-1", "fe.rule-2"}),
         "within": "be.rule-4" if rule == "be.rule-0" else "", "alias": "backend_http_status",
         "severity": "decisive", "message": "POST {path} must declare 201"}
        for at, (rule, of) in enumerate(names.items())
    ]  # fmt: skip
    return found


def poisoned(value: Any) -> Any:
    """Return a value with markup in all its texts, and in the keys that are names."""
    if isinstance(value, dict):
        return {EVIL + key if "-" in key else key: poisoned(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner) for inner in value]
    return EVIL + value if isinstance(value, str) else value
