"""Every page of a 1xx code holds an example that fails with it and one that does not."""

import re
from importlib.resources import files

import pytest

from baesc.language.config import Config, load_config
from baesc.language.load import load
from baesc.language.reader import decode
from baesc.messages.codes import CODES
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.normalize import normalize
from baesc.passes.storable import storable

PAGES = files("baesc.messages") / "pages"
SPEC_CODES = sorted(code for code in CODES if code.startswith("BAE1"))
_BLOCK = re.compile(r"^(Fails|Fixed):\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def found_in(example: str) -> list[Diagnostic]:
    first = example.split("\n", 1)[0]
    encoding = "latin-1" if "latin-1" in first else "utf-8"
    source = decode("example.yaml", example.encode(encoding))
    if first.startswith("# baes.yaml"):
        name, _, value = first.rpartition(" ")[2].partition("=")
        return list(load_config(source, {name: value} if value else {})[1])
    specs, faults = load([source])
    system, found = normalize(specs, Config("example", "Example"))
    return [*faults, *found, *(storable(system) if system is not None else ())]


@pytest.mark.parametrize("code", SPEC_CODES)
def test_page_explains_its_code(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text("utf-8")
    assert text.startswith(f"# {code}: {CODES[code]}\n")
    blocks = dict(_BLOCK.findall(text))
    assert [one.code for one in found_in(blocks["Fails"])] == [code]
    assert found_in(blocks["Fixed"]) == []
