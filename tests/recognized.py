"""Recognitions to keep, made by hand."""

from baesc.recognition.operations import Operation, Recognition

CONTEXT = "context"


def request(number: int) -> str:
    return f"Create Student with name{number}"


def canonical(number: int) -> str:
    return f"create student name{number}"


def recognition(number: int = 0, entity: str = "Student") -> Recognition:
    """Return one that says its number."""
    return Recognition(
        "create",
        (entity,),
        (
            Operation("create_entity", entity),
            Operation(
                "add_field", entity, f"name{number}", type="string", guessed=("type",),
                settings=(("required", True),),
            ),
        ),
        "en",
        0.75,
        (f"`name{number}` is a text, which was guessed",),
    )  # fmt: skip


def removal(entity: str = "Student") -> Recognition:
    """Return one that takes values away."""
    return Recognition(
        "remove", (entity,), (Operation("remove_entity", entity),), "en", 1.0, source="model"
    )
