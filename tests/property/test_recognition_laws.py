"""Laws of canonical texts: what they are blind to, and what they never merge."""

import subprocess
import sys
from unicodedata import normalize

from hypothesis import assume, example, given
from hypothesis import strategies as st

from baesc.recognition.normal import canonical, language_of, singular_noun
from tests.cli import REPOSITORY, environment

ENGLISH = """
    student course teacher status address city person policy police university universe organ
    organization class news new analysis company box order item price email grade goods good
    manager management custom customer entity field type statistic glass glasses art arts
"""
PORTUGUESE = """
    aluno aluna curso professor nota país pais mês lápis cidade pessoa conta conto ação órgão
    organização preço pedido item imagem animal papel avó avô caso casa telefone chefe
"""
NOUNS = {"en": ENGLISH.split(), "pt": PORTUGUESE.split()}
FRAMES = {
    "en": (
        "Create a {} entity with {} and {}",
        "Add {} to {}",
        "Add a required {} field to the {} entity",
        "Remove the {} from {}",
        "Rename {} to {}",
        "Do not remove {} of {}",
        "Please create a system to manage {} with {}, {} and {}",
        "Each {} has many {}",
        "{} should be able to have {}",
        "Create {} with:\n- {} (string, required)\n- {}",
        "Add {}: {} to {}",
        "{} must be before {}",
    ),
    "pt": (
        "Criar uma entidade {} com {} e {}",
        "Adicionar {} ao {}",
        "Adicione o campo {} obrigatório na entidade {}",
        "Remover {} de {}",
        "Renomear {} para {}",
        "Não remover {} de {}",
        "Por favor, crie um sistema para gerenciar {} com {}, {} e {}",
        "Cada {} tem {}",
        "{} pode ter {}",
        "Criar {} com:\n- {} (texto, obrigatório)\n- {}",
    ),
}
ODD = st.lists(
    st.sampled_from([
        *"-*•()[]{}:;,.?!&'\"`“”«»\u2018\u2019/=<>+%@#_\\ \n\t", "\n- ",
        "\n  - ", "\n1. ", "\n2) ", "  ", ";", "; ",
        "a", "the", "o", "um", "and", "or", "e", "not", "don't", "create", "criar", "Criar", "add",
        "Add", "remove", "rename", "entity", "entities", "field", "fields", "campo", "entidade",
        "relation", "system", "sistema", "to", "para", "ao", "in", "em", "with", "com", "manage",
        "management", "gestão", "de", "called", "chamado", "new", "simple", "please", "thanks",
        "can you", "i need", "preciso de", "quero", "students", "alunos", "OrderItem", "line_items",
        "customer's", "students'", "1", "2.5", "-3", "10,2", "x@y.z", "have", "has", "tem",
        "leaves", "and then", "following", "en: ", "pt: ", "no", "as well",
        "é", "e\u0301", "ﬁ", "İ", "ß",
        "table called", "make a", "make", "que", "that", "for", "can", "app",
    ])
).map(" ".join)  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, list[str], str]:
    """Draw a frame with its nouns, and the language of both."""
    language = draw(st.sampled_from(["en", "pt"]))
    frame = draw(st.sampled_from(FRAMES[language]))
    count = frame.count("{}")
    nouns = draw(
        st.lists(st.sampled_from(NOUNS[language]), min_size=count, max_size=count, unique=True)
    )
    return frame, nouns, language


@given(st.text() | ODD)
@example("en:")
@example("9" * 5000 + ". x")
@example("\ud800")
@example("- - a")
@example("'a' b 'c")
def test_any_text_has_one_that_is_its_own(text: str) -> None:
    found = canonical(text)
    assert canonical(found.text) == found
    assert found.text.startswith(f"{found.language}: ")


@given(requests(), st.data())
def test_blind_to_layout_case_and_composition(
    request: tuple[str, list[str], str], data: st.DataObject
) -> None:
    frame, nouns, _ = request
    text = frame.format(*nouns)
    assert canonical(data.draw(st.sampled_from(layouts(text)))).text == canonical(text).text


def layouts(text: str) -> list[str]:
    """Return a text in other letters, and with other white space where it means nothing."""
    ways = [
        text.upper(),
        text.lower(),
        normalize("NFD", text),
        text.replace(" ", "  "),
        f"{text} \n",
    ]
    if "\n" in text:
        return [*ways, text.replace("\n-", "\n *"), text.replace("\n", "\n\n")]
    return [*ways, text.title(), f"  {text}", text.replace(" ", "\t")]


@given(requests(), st.data())
def test_another_word_is_another_request(
    request: tuple[str, list[str], str], data: st.DataObject
) -> None:
    frame, nouns, language = request
    place = data.draw(st.integers(0, len(nouns) - 1))
    other = data.draw(st.sampled_from(NOUNS[language]))
    assume(other != nouns[place])
    others = [*nouns[:place], other, *nouns[place + 1 :]]
    assert canonical(frame.format(*nouns)).text != canonical(frame.format(*others)).text


@given(requests(), st.data())
def test_another_order_is_another_request(
    request: tuple[str, list[str], str], data: st.DataObject
) -> None:
    frame, nouns, _ = request
    others = data.draw(st.permutations(nouns))
    assume(others != nouns)
    assert canonical(frame.format(*nouns)).text != canonical(frame.format(*others)).text


@given(
    st.sampled_from(
        [
            "Add name with {} characters to Student",
            "Add price with default {} to Product",
            "Adicionar nome com {} caracteres ao aluno",
            "Each order has {} items",
            "Create Student with:\n- age (integer, {})",
            "{} students",
            "Add address{} to Customer",
        ]
    ),
    st.decimals(-9999, 9999, places=1) | st.integers(),
    st.decimals(-9999, 9999, places=1) | st.integers(),
)
def test_another_number_is_another_request(frame: str, one: object, other: object) -> None:
    assume(str(one) != str(other))
    assert canonical(frame.format(one)).text != canonical(frame.format(other)).text


@given(
    st.text(alphabet="aAbB x'“", max_size=8).map(str.strip),
    st.text(alphabet="aAbB x'“", max_size=8).map(str.strip),
)
def test_quoted_text_is_exact(one: str, other: str) -> None:
    assume(normalize("NFC", one) != normalize("NFC", other))
    frame = 'Add status with default "{}" to Order'
    assert canonical(frame.format(one)).text != canonical(frame.format(other)).text


@given(st.text(), st.sampled_from(["en", "pt"]))
def test_any_word_has_a_singular(word: str, language: str) -> None:
    assert singular_noun(word, "pt" if language == "pt" else "en") is not None
    assert language_of(word) in ("en", "pt")


def test_processes_agree() -> None:
    texts = [frame.replace("{}", "students") for all_ in FRAMES.values() for frame in all_]
    script = (
        "import sys; from baesc.recognition.normal import canonical\n"
        f"print([canonical(one) for one in {texts!r}])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=REPOSITORY,
            env=environment(PYTHONHASHSEED=seed),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert found == {f"{[canonical(one) for one in texts]}\n"}
