"""What runs inside the sandbox, as a program of its own: nothing of baesc is imported here.

It limits itself before it loads the module that is on trial, and from then on ends at once when
anything opens a file, a socket or a process, or imports what is not there yet.
"""

import importlib
import json
import os
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

VIOLATION = 77
MOST_TOLD = 100_000
# What the module on trial may import is loaded before the door is shut.
_BEFORE = (
    "collections.abc", "dataclasses", "datetime", "decimal", "_pydecimal", "math", "re", "typing",
    "uuid", "zoneinfo", "_strptime", "encodings.idna", "unicodedata", "copy", "inspect",
)  # fmt: skip
# Flags of unshare(2).
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
# What ends a process, and looking at an object: nothing that reaches out.
_AFTER = frozenset({"sys.unraisablehook", "cpython._PySys_ClearAuditHooks", "builtins.id"})


def limit(seconds: int, megabytes: int) -> None:
    """Give up what the code on trial has no use for: memory, time, files, processes, network."""
    import resource

    most = megabytes * 1024 * 1024
    limits = {
        resource.RLIMIT_AS: most, resource.RLIMIT_CPU: seconds, resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0, resource.RLIMIT_NOFILE: 16, resource.RLIMIT_NPROC: 0,
    }  # fmt: skip
    for name, value in limits.items():
        _, hard = resource.getrlimit(name)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (least, least))


def leave_network() -> None:
    """Move to a network without interfaces, where the kernel lets us."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    for name in [one for one in sys.modules if one.partition(".")[0] in {"ctypes", "_ctypes"}]:
        del sys.modules[name]


def shut(report: Any) -> None:
    """End the process at the first event that the code on trial may not cause."""

    def watch(event: str, _arguments: tuple[Any, ...]) -> None:
        if event not in _AFTER:
            refuse(report, event)

    sys.addaudithook(watch)


def refuse(report: Any, event: str) -> NoReturn:
    """Tell what was tried, and end without running anything more."""
    report({"violation": event})
    os._exit(VIOLATION)


def revived(found: list[Any], module: Any) -> Any:
    """Return the value of a marked one."""
    mark, *content = found
    if mark == "p":
        return content[0]
    if mark == "l":
        return [revived(one, module) for one in content[0]]
    if mark == "n":
        return getattr(module, content[0])(**{k: revived(one, module) for k, one in content[1]})
    reads: dict[str, Any] = {
        "D": Decimal, "d": date.fromisoformat, "t": time.fromisoformat,
        "m": datetime.fromisoformat, "u": UUID,
    }  # fmt: skip
    return reads[mark](content[0])


def marked(value: Any) -> Any:
    """Return a value as JSON with the mark of its type."""
    kind = type(value)
    if value is None or kind in (bool, int, str):
        return ["p", value]
    if kind is float:
        return ["p", value] if value - value == 0 else ["o", "float that is not finite"]
    if kind is Decimal:
        return ["D", str(value)] if value.is_finite() else ["o", "Decimal that is not finite"]
    for mark, known in (("d", date), ("t", time), ("m", datetime)):
        if kind is known:
            return [mark, value.isoformat()]
    if kind is UUID:
        return ["u", str(value)]
    if kind is dict:
        return ["k", [[str(key), marked(one)] for key, one in value.items()]]
    if kind in (list, tuple):
        return ["l", [marked(one) for one in value]]
    if hasattr(kind, "__dataclass_fields__"):
        names = kind.__dataclass_fields__
        return ["n", kind.__name__, [[name, marked(getattr(value, name))] for name in names]]
    return ["o", kind.__name__]


def outcome(call: dict[str, Any], module: Any, refused: type[BaseException]) -> dict[str, Any]:
    """Make one call and return what came of it."""
    try:
        arguments = [revived(one, module) for one in call["arguments"]]
        named = {name: revived(one, module) for name, one in call["named"].items()}
        made = getattr(module, call["function"])(*arguments, **named)
        return {"value": marked(made)}
    except refused as exc:
        return {"refused": str(exc)[:1000]}
    except BaseException as exc:  # noqa: BLE001 - whatever it raises is its outcome
        return {"raised": f"{type(exc).__name__}: {exc}"[:300]}


def main() -> None:
    """Read the task from standard input, and write one line of JSON for each call."""
    task = json.load(sys.stdin)
    door = os.dup(1)
    os.close(1)

    def report(line: dict[str, Any]) -> None:
        try:
            text = json.dumps(line)
        except (TypeError, ValueError, RecursionError, MemoryError):
            text = '{"raised": "a result that cannot be told"}'
        if len(text) > MOST_TOLD:
            text = json.dumps({"raised": f"a result of more than {MOST_TOLD:,} characters"})
        os.write(door, f"{text}\n".encode())

    sys.path[:] = [one for one in sys.path if one] + [task["folder"]]
    for name in _BEFORE:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    leave_network()
    limit(task["seconds"], task["megabytes"])
    refused = importlib.import_module("app.logic").Refused
    module = importlib.import_module(task["module"])
    shut(report)
    for call in task["calls"]:
        report(outcome(call, module, refused))


if __name__ == "__main__":
    main()
