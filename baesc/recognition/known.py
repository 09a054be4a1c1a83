"""What specs have already, and requests that would be understood."""

from difflib import SequenceMatcher

from baesc.ground.digest import digest
from baesc.language.ir import System
from baesc.recognition.operations import Known, KnownEntity, KnownField, KnownRelation

# Requests that are understood, with what they do.
PHRASES = (
    ("create a system to manage students with name, email and age", "makes an entity"),
    (
        "create Student with name and email, Course with title, and Teacher with name",
        "makes several",
    ),
    ("add phone to Student", "adds a field"),
    ("add a required unique email to Student", "adds a field, with what it must be"),
    ("add price (decimal(10,2), min 0) to Product", "adds a field of a type"),
    ("add status (draft, sent, paid) to Invoice", "adds a field with values"),
    ("rename title to name in Course", "renames a field; rows keep their values"),
    ("rename Course to Class", "renames an entity; rows stay"),
    ("remove phone from Customer", "removes a field, once it is confirmed"),
    ("delete the Invoice entity", "removes an entity, once it is confirmed"),
    ("make email of Student unique", "changes a field"),
    ("change the type of age to integer in Student", "changes the type of a field"),
    ("a student can have many courses", "relates entities, many to many"),
    ("each order has many items", "relates entities, one to many"),
    ("Course belongs to Teacher", "relates entities, many to one"),
    ("create a many-to-many relationship between Student and Course", "relates entities"),
    ("criar um sistema para gerenciar alunos com nome e email", "makes an entity"),
    ("adicionar telefone ao aluno", "adds a field"),
    ("renomear titulo para nome em Curso", "renames a field"),
    ("remover o campo idade de Aluno", "removes a field"),
    ("tornar email de Aluno unico", "changes a field"),
    ("um aluno pode ter varios cursos", "relates entities, many to many"),
)


def known_of(system: System | None) -> Known:
    """Return what a system has, for the words of requests; nothing of none."""
    if system is None:
        return Known()
    entities = (
        KnownEntity(
            one.name,
            one.plural,
            tuple(KnownField(row.name, row.type, row.required) for row in one.fields),
            tuple(KnownRelation(row.name, row.target, row.kind) for row in one.relations),
        )
        for one in system.entities
    )
    return Known(tuple(sorted(entities, key=lambda one: one.name)))


def digest_of(known: Known) -> str:
    """Return a digest that changes with the names, types and relations of a project."""
    return digest(
        tuple(
            (
                one.name,
                one.plural,
                tuple((row.name, row.type, row.required) for row in one.fields),
                tuple((row.name, row.to, row.kind) for row in one.relations),
            )
            for one in known.entities
        )
    )


def nearest(text: str, known: Known) -> str:  # noqa: ARG001 - the names will be those of the project
    """Return the phrasing that comes nearest to a request."""
    said = " ".join(text.casefold().split())[:200]
    return max(
        (one for one, _ in PHRASES),
        key=lambda one: SequenceMatcher(None, said, one.casefold(), autojunk=False).ratio(),
    )
