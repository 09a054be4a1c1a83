"""Faults of whole files: cut off, wrapped in prose, there in comments only, shadowed."""

import ast
from collections.abc import Callable, Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import body_of, dropped, inserted, is_alone, last_name, wrapped

ALL = ("**/*.py", "**/*.sql")
PYTHON = ("**/*.py",)
_LOGIC = ("app/**/*.py", "ui/**/*.py")
_OVERLAID = ("app/routes/*.py", "app/*.py", "app/schemas/*.py", "app/models/*.py",
             "app/database/*.py", "ui/client.py", "ui/crud.py")  # fmt: skip
_IMPORTING = ("app/**/*.py", "!app/database/*.py", "!app/fields.py", "ui/pages/*.py")
_KEYWORDS = (
    "with Session yield rollback commit try except IntegrityError raise HTTPException(404) "
    "status_code=201 status_code=204 response_model=Out responses=errors(404, 409, 422) "
    "Depends(get_session) Depends(require_key) compare_digest st.form st.form_submit_button "
    "required=True st.error st.toast st.success PRIMARY KEY NOT NULL UNIQUE CHECK CREATE INDEX "
    "FOREIGN KEY REFERENCES ON DELETE CASCADE assert 404 422 401 autouse=True"
)


def _matters(code: Code) -> bool:
    """Tell whether a file says anything but a docstring."""
    if code.path.endswith(".sql"):
        return True
    return any(not isinstance(one, ast.Expr) or not isinstance(one.value, ast.Constant)
               for one in code.tree.body)  # fmt: skip


def _whole(code: Code, new: str) -> Edits:
    return (Edit(0, len(code.text), new),)


def _of_file(*edits: Callable[[Code], Edits]) -> Callable[[Code], Iterator[Edits]]:
    """Make a mutant of each of these, where the file matters."""

    def sites(code: Code) -> Iterator[Edits]:
        if _matters(code):
            for one in edits:
                yield one(code)

    return sites


def _cut(code: Code, quarters: int) -> Edits:
    at = len(code.text) * quarters // 4
    end = len(code.text)
    # Half a comment at the end would leave a right file.
    return (Edit(at, end, ""),) if code.text[at:end].strip() else ()


def _cut_between(code: Code) -> Iterator[Edits]:
    """Cut off after a statement, so that the rest still parses."""
    if code.path.endswith(".sql"):
        ends = [at + 1 for at, one in enumerate(code.text) if one == ";"]
    else:
        ends = [code.whole(one)[1] for one in code.tree.body]
    for at in sorted({len(ends) // 2, len(ends) - 1}):
        if 0 < at < len(ends):
            yield (Edit(ends[at - 1], len(code.text), "\n"),)


def _quoted(code: Code) -> Edits:
    if code.path.endswith(".sql"):
        return _whole(code, "/*\n" + code.text.replace("*/", "* /") + "*/\n")
    inside = code.text.replace("\\", "\\\\").replace('"""', r"\"\"\"")
    return _whole(code, f'"""Everything is here.\n\n{inside}"""\n')


def _commented(code: Code) -> Edits:
    mark = "--" if code.path.endswith(".sql") else "#"
    return _whole(code, "".join(f"{mark} {line}\n" for line in code.text.splitlines()))


def _keywords_only(code: Code) -> Edits:
    mark = "--" if code.path.endswith(".sql") else "#"
    return _whole(code, f"{mark} {_KEYWORDS}\n")


def _broken(code: Code) -> Edits:
    line = "CREATE TABEL extra (id);\n" if code.path.endswith(".sql") else "\n\ndef broken(:\n"
    return inserted(len(code.text), line)


def _fenced(code: Code) -> Edits:
    end = len(code.text)
    name = "sql" if code.path.endswith(".sql") else "python"
    return (*inserted(0, f"```{name}\n"), *inserted(end, "```\n"))


def _announced(code: Code) -> Edits:
    return inserted(0, f"Here is the file {code.path}:\n\n")


def _rest(code: Code) -> list[ast.stmt]:
    """Return the top-level statements after the docstring and the imports."""
    return [
        one
        for one in code.tree.body
        if not isinstance(one, ast.Import | ast.ImportFrom)
        and not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
    ]


def _never_run(head: str) -> Callable[[Code], Iterator[Edits]]:
    """Put all code after the imports into a block that is not run."""

    def sites(code: Code) -> Iterator[Edits]:
        rest = _rest(code)
        if rest:
            start, end = code.line_start(code.whole(rest[0])[0]), len(code.text)
            lines = code.text[start:end].split("\n")
            inner = "\n".join(f"    {line}" if line.strip() else line for line in lines)
            yield (Edit(start, end, f"{head}\n{inner}"),)

    return sites


def _hide_statement(code: Code) -> Iterator[Edits]:
    for one in _rest(code):
        if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.Expr):
            yield wrapped(code, one, "if False:")


def _empty_body(code: Code) -> Iterator[Edits]:
    for number, one in enumerate(code.functions()):
        body = body_of(one)
        if body and is_alone(code, body[0]) and not isinstance(body[0], ast.Pass):
            start, end = code.whole(body[0])[0], code.whole(body[-1])[1]
            yield (Edit(start, end, "..." if number % 2 else "pass"),)


def _not_written(code: Code) -> Iterator[Edits]:
    for one in code.functions():
        body = body_of(one)
        if len(body) > 1 and is_alone(code, body[0]) and last_name(one.returns) != "None":
            start, end = code.whole(body[0])[0], code.whole(body[-1])[1]
            yield (Edit(start, end, 'raise NotImplementedError("to be done")'),)


def _override_function(code: Code) -> Iterator[Edits]:
    for one in code.functions():
        lines = f"def {one.name}(*args: object, **kwargs: object) -> None:"
        outer = code.parent(one)
        if isinstance(outer, ast.Module):
            yield inserted(len(code.text), f"\n\n{lines}\n    return None\n")
        elif isinstance(outer, ast.ClassDef) and is_alone(code, outer.body[-1]):
            at = code.line_end(code.whole(outer.body[-1])[1])
            yield inserted(at, f"\n    {lines}\n        return None\n")


def _is_read_later(code: Code, name: str) -> bool:
    return any(
        node.id == name and isinstance(code.statement_of(node), ast.Return | ast.Expr | ast.Assign)
        for node in code.all(ast.Name)
        if code.function_of(node)
    )


def _override_class(code: Code) -> Iterator[Edits]:
    for one in code.tree.body:
        if isinstance(one, ast.ClassDef):
            yield inserted(len(code.text), f'\n\nclass {one.name}:\n    """Nothing."""\n')
        elif isinstance(one, ast.Assign | ast.AnnAssign):
            target = one.targets[0] if isinstance(one, ast.Assign) else one.target
            # What only the definitions above have used is not missed any more.
            if isinstance(target, ast.Name) and _is_read_later(code, target.id):
                yield inserted(len(code.text), f"\n{target.id} = None\n")


def _comment_statement(code: Code) -> Iterator[Edits]:
    """Leave a raise as a comment only."""
    for one in code.all(ast.Raise):
        text = code.text_of(one)
        if "\n" not in text and is_alone(code, one):
            yield dropped(code, one, text)


def _drop_import(code: Code) -> Iterator[Edits]:
    for one in code.tree.body:
        if isinstance(one, ast.Import | ast.ImportFrom):
            names = {(it.asname or it.name).split(".")[0] for it in one.names}
            if any(node.id in names for node in code.all(ast.Name)):
                yield dropped(code, one)


OPERATORS = (
    Operator("truncate", "files", "The end of the file is missing.",
             "text", ALL, _of_file(*(lambda code, at=at: _cut(code, at) for at in (1, 2, 3))),
             parses=False),
    Operator("truncate-between", "files", "The last parts of the file are missing.",
             "text", ALL, _cut_between),
    Operator("fence", "files", "The file is wrapped in a Markdown fence.",
             "text", ALL, _of_file(_fenced), parses=False),
    Operator("prose", "files", "The file starts with what a model says about it.",
             "text", ALL, _of_file(_announced),
             parses=False),
    Operator("append-syntax-error", "files", "The file ends with a syntax error.",
             "text", ALL, _of_file(_broken), parses=False),
    Operator("quote-everything", "files", "The code is a docstring or a comment.",
             "text", ALL, _of_file(_quoted)),
    Operator("comment-everything", "files", "All lines are comments.",
             "text", ALL, _of_file(_commented)),
    Operator("keywords-only", "files", "The file lists the keywords that rules may look for.",
             "text", ALL, _of_file(_keywords_only)),
    Operator("empty-file", "files", "The file is empty.",
             "text", ALL, _of_file(lambda code: _whole(code, ""))),
    Operator("never-run", "files", "The code stands under `if False`.",
             "python", PYTHON, _never_run("if False:")),
    Operator("only-for-types", "files", "The code stands under `if TYPE_CHECKING`.",
             "python", PYTHON, _never_run("if TYPE_CHECKING:")),
    Operator("hide-statement", "files", "A class, function or call stands under `if False`.",
             "python", _OVERLAID, _hide_statement),
    Operator("empty-body", "files", "A function has no body.",
             "python", _OVERLAID, _empty_body),
    Operator("not-written", "files", "A function is left to be done.",
             "python", ("app/routes/*.py", "app/*.py", "ui/client.py"), _not_written),
    Operator("override-function", "files", "A second function of the same name does nothing.",
             "python", _OVERLAID, _override_function),
    Operator("override-class", "files", "A second class of the same name is empty.",
             "python", _OVERLAID, _override_class),
    Operator("comment-raise", "files", "A raise is there as a comment only.",
             "python", _LOGIC, _comment_statement),
    Operator("drop-import", "files", "A name is used that is not imported.",
             "python", _IMPORTING, _drop_import),
)  # fmt: skip
