"""What is measured: metrics and their meaning, and the sizes of standards in tokens."""

from baesc.build.metrics import MEANINGS
from baesc.effects.project import shipped
from baesc.knowledge.standards import AREAS, standards_of
from baesc.knowledge.tokens import count
from parts.markdown import code, table


def metrics() -> str:
    """Return what each metric counts."""
    return table(("metric", "in per cent"), [(code(name), doc) for name, doc in MEANINGS.items()])


def standards() -> str:
    """Return the sizes of the standards as prompts quote them."""
    folder = shipped("standards")
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.md")}
    full = standards_of({}, texts, compressed=False)
    short = standards_of({}, texts, compressed=True)
    rows = [(one, str(count(short.quoted(one))), str(count(full.quoted(one)))) for one in AREAS]
    return table(("area", "tokens, compressed", "tokens, full"), rows)
