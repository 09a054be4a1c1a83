"""Filling holes: from what a model says to the text of an artifact, with what is wrong with it.

Two kinds of work have one shape: a file with functions to fill, and a file that is one hole.
"""

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from baesc.knowledge.holes import answers
from baesc.knowledge.holes.bodies import body_faults
from baesc.knowledge.holes.files import file_faults
from baesc.knowledge.holes.trial import calls_of, outcome_fault, trials_of
from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.prompts import files as file_prompts
from baesc.knowledge.prompts import holes as hole_prompts
from baesc.knowledge.targets.logic import LOGIC_PACKAGE, filled
from baesc.passes.codegen import with_header
from baesc.passes.questions import base_of
from baesc.records.action import Action
from baesc.records.contract import Contract
from baesc.records.ports import Sandboxed
from baesc.records.question import Message, Question

LONGEST_FILE = 200_000
Faults = tuple[str, ...]


class Taken(NamedTuple):
    """What was taken from a reply for one question: a candidate, or faults."""

    candidate: str
    faults: Faults = ()


class Work(Protocol):
    """What filling needs to know of one artifact."""

    @property
    def action(self) -> Action:
        """Return the action."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the questions, one a hole."""

    def taken(self, name: str, text: str) -> Taken:
        """Return what a reply to one question comes to."""

    def faults(self, name: str, candidate: str) -> Faults:
        """Return what is wrong with a candidate."""

    def again(self, name: str, faults: Faults) -> Message:
        """Return the turn that asks for one hole again."""

    def whole(self, faults: Faults, last: str) -> tuple[Message, ...]:
        """Return the conversation that asks for the artifact anew."""

    def taken_whole(self, text: str) -> dict[str, Taken]:
        """Return what a reply about the whole artifact comes to, by question."""

    def assembled(self, candidates: Mapping[str, str]) -> str:
        """Return the text of the artifact, not yet formatted."""

    def owner(self, text: str, line: int) -> str:
        """Return the question that a line of the artifact is the answer to, if it is to one."""

    def reread(self, text: str) -> dict[str, str]:
        """Return the candidates that a text of the artifact holds."""


class Functions:
    """A file with functions whose bodies are asked for."""

    def __init__(
        self,
        action: Action,
        questions: tuple[Question, ...],
        library: TemplateLibrary,
        sandbox: Sandboxed,
    ) -> None:
        self.action, self.questions = action, questions
        self.library, self.sandbox = library, sandbox
        self.contracts = {one.name: one for one in action.contracts}

    def taken(self, name: str, text: str) -> Taken:
        """Return the body that a reply holds."""
        block = answers.fenced(text)
        return Taken("", (block.fault,)) if block.fault else self._taken(name, block.code)

    def _taken(self, name: str, code: str) -> Taken:
        body = answers.body_of(self.contracts[name], code)
        if body.fault:
            return Taken("", (body.fault,))
        return Taken(body.code, self.faults(name, body.code))

    def faults(self, name: str, candidate: str) -> Faults:
        """Return what is wrong with a body; it is run in the sandbox once nothing else is."""
        contract = self.contracts[name]
        found = body_faults(contract, candidate)
        return found or self._tried(contract, candidate)

    def _tried(self, contract: Contract, body: str) -> Faults:
        trials = trials_of(contract)
        package, _ = self.library.render(LOGIC_PACKAGE.template, LOGIC_PACKAGE.view)
        files = {
            "app/__init__.py": "",
            "app/logic/__init__.py": package or "",
            self.action.path: self.assembled({contract.name: body}),
        }
        module = self.action.path.removesuffix(".py").replace("/", ".")
        run = self.sandbox.run(files, module, calls_of(contract, trials))
        found = [
            outcome_fault(contract, trial, outcome)
            for trial, outcome in zip(trials, run.outcomes, strict=False)
        ]
        if run.fault:
            found.append(f"{trials[min(len(run.outcomes), len(trials) - 1)].says}: {run.fault}")
        return tuple(dict.fromkeys(filter(None, found)))[:4]

    def again(self, name: str, faults: Faults) -> Message:
        """Return the turn that asks for one function again."""
        return hole_prompts.asked_again(self.contracts[name], faults)

    def whole(self, faults: Faults, last: str) -> tuple[Message, ...]:
        """Return the conversation that asks for all functions anew."""
        return hole_prompts.asked_whole(self.contracts.values(), faults, last)

    def taken_whole(self, text: str) -> dict[str, Taken]:
        """Return the body of each function in a reply."""
        block = answers.fenced(text)
        if block.fault:
            return {name: Taken("", (block.fault,)) for name in self.contracts}
        if len(self.contracts) == 1:
            return {name: self._taken(name, block.code) for name in self.contracts}
        parts = _functions(block.code)
        return {
            name: self._taken(name, parts[one.function])
            if one.function in parts
            else Taken("", (f"the code does not define `{one.function}`",))
            for name, one in self.contracts.items()
        }

    def assembled(self, candidates: Mapping[str, str]) -> str:
        """Return the file with these bodies."""
        view = filled(self.action.view, self.action.contracts, candidates)
        text, problems = self.library.render(self.action.template, view)
        if text is None:
            # The template was rendered before with other bodies, which are plain texts to it.
            raise ValueError(problems[0].message)
        return with_header(self.action, text)

    def owner(self, text: str, line: int) -> str:
        """Return whose function a line is part of."""
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.lineno <= line <= (node.end_lineno or 0):
                for name, one in self.contracts.items():
                    if one.function == node.name:
                        return name
        return ""

    def reread(self, text: str) -> dict[str, str]:
        """Return the bodies in a text of the file."""
        parts = _functions(text)
        found = {}
        for name, one in self.contracts.items():
            taken = answers.body_of(one, parts.get(one.function, ""))
            if not taken.fault:
                found[name] = taken.code
        return found


def _functions(code: str) -> dict[str, str]:
    """Return the source of each function of a module, by name."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    lines = code.split("\n")
    return {
        node.name: "\n".join(lines[node.lineno - 1 : node.end_lineno]) + "\n"
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


class WholeFile:
    """A file that is asked for as a whole."""

    def __init__(
        self, action: Action, questions: tuple[Question, ...], library: TemplateLibrary
    ) -> None:
        self.action, self.questions = action, questions
        # What the template imports and calls is the application's own way.
        self.base = base_of(action, library)

    @property
    def name(self) -> str:
        """Return the name of the one question."""
        return self.questions[0].name

    def taken(self, name: str, text: str) -> Taken:
        """Return the file that a reply holds."""
        block = answers.fenced(text, LONGEST_FILE)
        if block.fault:
            return Taken("", (block.fault,))
        return Taken(block.code, self.faults(name, block.code))

    def faults(self, name: str, candidate: str) -> Faults:  # noqa: ARG002 - there is one only
        """Return what is wrong with a file before rules look at it."""
        return file_faults(self.action.path, candidate, self.base)

    def again(self, name: str, faults: Faults) -> Message:  # noqa: ARG002
        """Return the turn that asks for the file again."""
        return file_prompts.asked_again(self.action.path, faults)

    def whole(self, faults: Faults, last: str) -> tuple[Message, ...]:  # noqa: ARG002
        """Return the conversation that asks for the file anew."""
        told = file_prompts.asked_again(self.action.path, faults)
        first, second = self.questions[0].prompt
        return (first, Message("user", f"{second.content}\n\n{told.content}"))

    def taken_whole(self, text: str) -> dict[str, Taken]:
        """Return the file that a reply holds."""
        return {self.name: self.taken(self.name, text)}

    def assembled(self, candidates: Mapping[str, str]) -> str:
        """Return the file with the line that says where it comes from."""
        return with_header(self.action, candidates[self.name])

    def owner(self, text: str, line: int) -> str:  # noqa: ARG002
        """Return the one question: all lines but the first are its answer."""
        return self.name

    def reread(self, text: str) -> dict[str, str]:
        """Return the file without the line that is ours."""
        lines = text.split("\n")
        return {self.name: "\n".join(lines[1:])}


def said_of(findings: Iterable[tuple[int, str, str]]) -> Faults:
    """Return findings of rules (line, rule, message) as a model reads them."""
    return tuple(f"{message} (rule {rule})" for _, rule, message in findings)
