"""Facts: what a file says, read once, as flat records that rules select over."""

import tomllib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from baesc.knowledge.facts.kinds import Facts, File

# Part of every rule set's digest: another number for other facts of the same text.
FACTS_VERSION = 3


@dataclass(frozen=True, slots=True)
class Extracted:
    """The facts of one file, or why it has none.

    `fault` is a fault of the file itself (it does not parse) and rejects it; `unsure` is what
    the extraction could not follow. `line` belongs to either.
    """

    facts: Facts = field(compare=False)
    fault: str = ""
    unsure: str = ""
    line: int = 1


def extract(path: str, text: str, *, postgresql: bool = False, any_sql: bool = False) -> Extracted:
    """Return the facts of a file by the ending of its path; total on any text.

    An SQL file of an application has DDL alone; with `any_sql` it may have other statements too.
    """
    base: Facts = {"file": [File(1, path)]}
    if not text.strip():
        return Extracted(base, fault="the file is empty")
    match PurePosixPath(path).suffix:
        case ".py":
            return _python(text, base)
        case ".sql":
            return _sql(text, base, postgresql=postgresql, any_sql=any_sql)
        case ".toml":
            return _toml(text, base)
    return Extracted(base)


def _python(text: str, base: Facts) -> Extracted:
    from baesc.knowledge.facts.python import python_facts

    try:
        return Extracted(base | python_facts(text))
    except SyntaxError as exc:
        return Extracted(base, fault=f"not Python 3.11: {exc.msg}", line=max(exc.lineno or 1, 1))
    except ValueError as exc:
        return Extracted(base, fault=f"not Python 3.11: {exc}")
    except (RecursionError, MemoryError):
        return Extracted(base, unsure="expressions are nested too deeply to follow")


def _sql(text: str, base: Facts, *, postgresql: bool, any_sql: bool) -> Extracted:
    from baesc.knowledge.facts.sql import NotSqlError, sql_facts

    try:
        return Extracted(base | sql_facts(text, postgresql=postgresql, any_sql=any_sql))
    except NotSqlError as exc:
        if postgresql:
            reason = f"SQL that cannot be followed: {exc}"
            return Extracted(base, unsure=reason, line=exc.line)
        return Extracted(base, fault=f"not SQL: {exc}", line=exc.line)


def _toml(text: str, base: Facts) -> Extracted:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as exc:
        return Extracted(base, fault=f"not TOML: {exc}")
    return Extracted(base)
