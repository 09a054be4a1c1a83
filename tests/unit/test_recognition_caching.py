"""Keys of recognitions, what memory holds of them, and which of them a request admits."""

import pytest

from baesc.recognition.admission import admits, words_in
from baesc.recognition.caching import (
    Context,
    Entry,
    Shelf,
    canonical_key,
    exact_key,
    mentioned,
    size_of,
)
from baesc.recognition.operations import Operation, Recognition
from tests.recognized import CONTEXT, canonical, recognition, removal, request


def entry(number: int, alike: str | None = None, entity: str = "Student") -> Entry:
    said = canonical(number) if alike is None else alike
    return Entry(request(number), said, CONTEXT, recognition(number, entity), 7)


def test_every_part_of_the_context_makes_other_keys() -> None:
    parts = ("entities", "grammar", "normalizer", "prompt", "model")
    contexts = [Context("e", "g", "n", "p", "m")]
    contexts += [
        Context(
            *(
                f"{one}2" if name == changed else one
                for name, one in zip(parts, "egnpm", strict=True)
            )
        )
        for changed in parts
    ]
    # What stands between the parts is not to be had by moving letters.
    contexts += [Context("eg", "", "n", "p", "m"), Context("e", "g", "np", "", "m")]
    assert len({one.digest for one in contexts}) == len(contexts)
    keys = {exact_key("x", one.digest) for one in contexts}
    assert len(keys | {canonical_key("x", one.digest) for one in contexts}) == 2 * len(contexts)


def test_requests_differ_by_every_character() -> None:
    texts = [
        "add course to student",
        "add student to course",
        "Add course to student",
        "add course to student ",
    ]
    assert len({exact_key(one, CONTEXT) for one in texts}) == len(texts)
    assert canonical_key("", CONTEXT) == ""


def test_what_is_mentioned() -> None:
    operations = (
        Operation("add_relation", "Student", "courses", to="Course"),
        Operation("rename_entity", "Class", to="Group"),
        Operation("rename_field", "Student", "nome", to="name"),
    )
    one = Recognition("add", ("Student", "Person"), operations, "en", 1.0)
    assert mentioned(one) == {"Student", "Course", "Class", "Group", "Person"}


def test_memory_keeps_what_was_used_last() -> None:
    shelf = Shelf(most=3)
    for number in range(3):
        shelf.put(entry(number), 0, 0)
    assert shelf.get(entry(0).key) is not None
    shelf.put(entry(3), 0, 0)
    assert [shelf.get(entry(number).key) is not None for number in range(4)] == [
        True, False, True, True,
    ]  # fmt: skip
    shelf.put(entry(3), 5, 9)
    assert len(shelf) == 3
    found = shelf.get(entry(3).key)
    assert found is not None
    assert (found.used, found.hits) == (5, 9)


def test_memory_is_bounded_by_the_bytes_that_entries_really_take() -> None:
    long = "x" * 50_000
    one = Entry(long, long, CONTEXT, recognition(), 7)
    assert size_of(one) > 100_000
    shelf = Shelf(most_bytes=1_000_000)
    for number in range(30):
        shelf.put(Entry(f"{number}{long}", long, CONTEXT, recognition(number), 7), 0, 0)
    assert 800_000 < shelf.size < 1_000_000
    assert len(shelf) == 9
    shelf.put(Entry("y" * 2_000_000, "", CONTEXT, recognition(), 7), 0, 0)
    assert len(shelf) == 9
    for kept in list(shelf):
        shelf.drop(kept.entry.key)
    assert (len(shelf), shelf.size) == (0, 0)


def test_what_has_left_memory_makes_its_like_unknown() -> None:
    shelf = Shelf(most=2)
    first, second = entry(1, "same"), entry(2, "same")
    for one in (first, second):
        shelf.put(one, 0, 0)
    assert [one.entry for one in shelf.alike(first.canonical_key)] == [first, second]
    shelf.put(entry(3), 0, 0)
    assert shelf.alike(first.canonical_key) == []
    assert shelf.get(second.key) is not None
    shelf.drop_entity("Student")
    assert len(shelf) == 0


@pytest.mark.parametrize(
    ("text", "action", "entities"),
    [
        ("Create a system to manage students with name and email", "create", ["Student"]),
        ("Criar um sistema para gerenciar alunos com nome e email", "create", ["Aluno"]),
        ("Adicione o código ao pedido", "add", ["Pedido"]),
        ("Adicionar campo à Avaliação", "add", ["Avaliacao"]),
        ("add email to order items", "add", ["OrderItem"]),
        ("add email to OrderItem", "add", ["OrderItem"]),
        ("add email to order_item", "add", ["OrderItem"]),
        ("Student should be able to have courses", "add", ["Student", "Course"]),
        ("Deletes the student's address", "remove", ["Student", "Address"]),
        ("Exclua a entidade Curso", "remove", ["Curso"]),
        ("Renaming Category to Kind", "rename", ["Category", "Kind"]),
        ("Categories are called kinds", "rename", ["Category"]),
        ("make email of student optional", "change", ["Student"]),
        ("torne o email do aluno obrigatório", "change", ["Aluno"]),
        ("Adicione avaliações aos cursos", "add", ["Avaliacao", "Curso"]),
        ("Quero um cadastro de animais e itens de pedido", "create", ["Animal", "ItemPedido"]),
        ("Gerencie professores e fornecedores", "create", ["Professor", "Fornecedor"]),
        ("add a person to the people", "add", ["Person"]),
    ],
)
def test_words_that_are_there(text: str, action: str, entities: list[str]) -> None:
    one = Recognition(action, tuple(entities), (), "en", 1.0)
    assert admits(one, words_in(text, ""))
    assert admits(one, words_in("", text.upper()))
    assert not admits(one, words_in("nothing of it", ""))


@pytest.mark.parametrize(
    ("text", "action", "entities"),
    [
        ("Delete the student", "create", ["Student"]),
        ("Create the student", "remove", ["Student"]),
        ("Create the student", "create", ["Course"]),
        ("Create the student", "create", ["Student", "Course"]),
        ("Create an order", "create", ["OrderItem"]),
        ("Excluir aluno", "create", ["Aluno"]),
        ("Create the student", "destroy", ["Student"]),
        ("Create the student", "create", ["---"]),
    ],
)
def test_words_that_are_not_there(text: str, action: str, entities: list[str]) -> None:
    one = Recognition(action, tuple(entities), (), "en", 1.0)
    assert not admits(one, words_in(text, ""))


def test_a_removal_is_known_as_one() -> None:
    assert removal().is_destructive
    assert not recognition().is_destructive
