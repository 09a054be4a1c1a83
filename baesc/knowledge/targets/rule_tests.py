"""The tests of an entity's rules: at their edges, and in the answers of the API."""

from baesc.knowledge.breaking_rows import Breaking, breaking_values
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import attribute_name, module_name
from baesc.knowledge.row_cases import arguments_of, row_cases
from baesc.knowledge.row_factories import FAR, code_of_rows
from baesc.knowledge.rule_names import rules_module
from baesc.knowledge.rule_shapes import AskedRule, asked_rules
from baesc.knowledge.rule_trials import trial_of, values_of
from baesc.knowledge.sample_rows import draft_of
from baesc.knowledge.sample_script import of_typed
from baesc.knowledge.shapes import Shape, Shapes, ids_name, shapes_of
from baesc.knowledge.stored_cases import usual
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.targets.rule_test_parts import (
    BrokenRows,
    BrokenValues,
    ComputedTest,
    RowTest,
    RuleTestsView,
    SetTest,
    spelled_argument,
)
from baesc.knowledge.typed_code import annotation_of, code_of
from baesc.knowledge.wording import lower
from baesc.language.expressions.boundary import NOW
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.tree import Made, walk
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Entity, Field, Relation, System


def rule_tests_view(system: System, entity: Entity) -> RuleTestsView:
    """Return what the template of tests of rules reads."""
    shapes = shapes_of(system)
    rules = asked_rules(system, entity)
    making = _Making(shapes, entity)
    row_tests = [making.row_test(rule) for rule in rules if rule.kind == "row"]
    set_tests = [making.set_test(rule) for rule in rules if rule.kind == "set"]
    set_tests = [one for one in set_tests if one.cases]
    computed = [one for field, _ in making.shape.computed if (one := making.computed_test(field))]
    broken_values = [one for rule in rules for one in making.broken_values(rule)]
    broken_rows = [one for rule in rules for one in making.broken_rows(rule)]
    imports = making.imports
    if row_tests or set_tests or computed or broken_values:
        imports.add("pytest")
    if set_tests or broken_rows or computed:
        imports.add("sqlalchemy.orm", "Session")
        imports.add("tests.samples", "Rows", "store")
    if broken_values or broken_rows or computed:
        imports.add("fastapi.testclient", "TestClient")
    if broken_values or broken_rows:
        imports.add("tests.samples", "Body")
    if broken_values:
        module = f"tests.samples.{shapes.named[entity.name].module}"
        imports.add(module, f"made_{entity.singular}", f"new_{entity.singular}")
    constants = making.constants()
    lines = imports.lines()
    return RuleTestsView(
        title=f"{_subject(rules, computed)} of {lower(entity.label_plural)}, at their edges",
        imports=lines,
        constants=constants,
        cls=shapes.named[entity.name].cls,
        path=entity.path,
        singular=entity.singular,
        links=any(
            line.startswith("from tests.samples import") and "Links" in line for line in lines
        ),
        row_tests=tuple(row_tests),
        set_tests=tuple(set_tests),
        computed_tests=tuple(computed),
        broken_values=tuple(broken_values),
        broken_rows=tuple(broken_rows),
    )


class _Making:
    """Makes the tests of one entity; what they import comes together here."""

    def __init__(self, shapes: Shapes, entity: Entity) -> None:
        self.shapes, self.entity = shapes, entity
        self.shape = shapes.by_name[entity.name]
        self.imports = Imports()
        self.moments: set[str] = set()

    def row_test(self, rule: AskedRule) -> RowTest:
        """Return the calls of a function that takes values."""
        from baesc.knowledge.compiling.conditions import row_condition

        compiled = row_condition(rule.meaning, self.entity, self.shapes.system)
        names = {one.attribute: one.name for one in compiled.parameters}
        arguments = arguments_of(self.entity, rule)
        used = [one for one in arguments if one.attribute in names]
        spelled = {
            one.attribute: spelled_argument(one.attribute, at)
            for at, one in enumerate(used, start=1)
        }
        self._use(rule)
        passed = [f"{names[one]}={spelled[one]}" for one in spelled]
        cases = []
        for case in row_cases(self.shapes.system, self.entity, rule):
            values = zip(arguments, case.values, strict=True)
            codes = [
                code_of(self.shape, one.field, value, self.imports)
                for one, value in values
                if one in used
            ]
            cases.append(((*codes, repr(case.holds)), case.note))
        return RowTest(
            rule.name,
            rule.message,
            tuple(
                (spelled[one.attribute], annotation_of(self.shape, one.field, self.imports))
                for one in used
            ),
            (*passed, *self._moments(compiled.moments)),
            tuple(cases),
        )

    def set_test(self, rule: AskedRule) -> SetTest:
        """Return the calls of a function that looks at stored rows."""
        from baesc.knowledge.compiling.conditions import set_condition

        compiled = set_condition(rule.meaning, self.entity, self.shapes.system)
        cases = trial_of(self.shapes, rule).cases
        if cases:
            self._use(rule)
            self.imports.add("app.models", self.shape.named.cls)
        seen: dict[str, int] = {}
        listed = []
        for case, whole in cases:
            rows = code_of_rows(self.shapes, whole, self.imports).rows
            listed.append((rows, repr(case.outcome is not False), _told(case.note, seen)))
        moments = self._moments(compiled.moments) if cases else ()
        return SetTest(rule.name, rule.message, moments, tuple(listed))

    def computed_test(self, field: Field) -> ComputedTest | None:
        """Return what answers say of a computed field; None where no rows can be stored."""
        seen: dict[str, int] = {}
        listed = []
        for case, whole in values_of(self.shapes, self.entity, field):
            row = whole.world.database().find(self.entity.name, 1)
            value = of_typed(field, None if row is None else row.values.get(field.name))
            if value is not None:
                rows = code_of_rows(self.shapes, whole, self.imports).rows
                listed.append((rows, value.code, _told(case.note, seen)))
        if not listed or field.formula is None:
            return None
        moves = any(
            isinstance(one, Made) for one in walk(inlined(field.formula, self.shapes.system))
        )
        if moves:
            self.moments.add("now")
        return ComputedTest(
            name=attribute_name(field.name),
            field=quote(field.name),
            doc=f"{field.label} is {paraphrase(field.formula)}",
            module=f"app.models.{self.shape.named.module}.utc_now" if moves else "",
            cases=tuple(listed),
        )

    def broken_values(self, rule: AskedRule) -> list[BrokenValues]:
        """Return values that break a rule of kind `row` and no other, if there are such."""
        if rule.kind != "row":
            return []
        arguments = arguments_of(self.entity, rule)
        cases = row_cases(self.shapes.system, self.entity, rule)
        values = breaking_values(self.shapes, self.entity, rule, arguments, cases)
        if not values:
            return []
        codes = tuple((quote(name), value.code) for name, value in values.items())
        self._import_moments("".join(code for _, code in codes))
        field = next((one.field for one in rule.reads if one.field), "")
        return [BrokenValues(rule.name, codes, quote(field), rule.message)]

    def broken_rows(self, rule: AskedRule) -> list[BrokenRows]:
        """Return a row that breaks a rule of kind `set` and no other, if there is one."""
        if rule.kind != "set":
            return []
        found = trial_of(self.shapes, rule).breaking
        body = self._body(found) if found is not None else None
        if found is None or body is None:
            return []
        entity = self.shapes.system.entity(found.key[0])
        field = next((one.field for one in rule.reads if one.field), "")
        return [
            BrokenRows(
                rule.name,
                code_of_rows(self.shapes, found.before, self.imports, FAR).rows,
                quote(f"/{entity.path}"),
                body,
                quote(field) if entity.name == rule.entity and field else '""',
                rule.message,
            )
        ]

    def _body(self, found: Breaking) -> tuple[tuple[str, str], ...] | None:
        """Return the body of a row as pairs of names and code; None when a value has none."""
        name, number = found.key
        shape = self.shapes.by_name[name]
        first = draft_of(self.shapes).rows[name][0]
        expected = usual(self.shapes, shape.entity, number, NOW)
        pairs: list[tuple[str, str]] = []
        for field, _ in shape.columns:
            value = of_typed(field, found.content[field.name])
            if found.content[field.name] == expected[field.name] and field.type != "json":
                is_first = first[field.name].is_moving or value is None
                value = first[field.name] if is_first else value
            if field.type == "json":
                value = first[field.name]
            if value is None:
                return None
            self._import_moments(value.code)
            pairs.append((quote(field.name), value.code))
        return (*pairs, *_ids(shape, found))

    def _use(self, rule: AskedRule) -> None:
        self.imports.add(f"app.rules.{rules_module(self.shape.entity)}", rule.name)

    def _moments(self, moments: tuple[str, ...]) -> tuple[str, ...]:
        self.moments.update(moments)
        return tuple(f"{one}={one.upper()}" for one in moments)

    def _import_moments(self, code: str) -> None:
        for part, module, name in (
            ("today()", "app.fields", "today"),
            ("utc_now()", "app.database.base", "utc_now"),
            ("timedelta(", "datetime", "timedelta"),
        ):
            if part in code:
                self.imports.add(module, name)

    def constants(self) -> tuple[tuple[str, str], ...]:
        """Return the moments at which rules are asked."""
        return tuple(
            (one.upper(), code_of(self.shape, None, value, self.imports))
            for one, value in (("now", NOW), ("today", NOW.date()))
            if one in self.moments
        )


def _told(note: str, seen: dict[str, int]) -> str:
    """Return a note that no other case has."""
    seen[note] = seen.get(note, 0) + 1
    return note if seen[note] == 1 else f"{note} ({seen[note]})"


def _ids(shape: Shape, found: Breaking) -> list[tuple[str, str]]:
    """Return the references of a row, as bodies have them."""
    pairs: list[tuple[str, str]] = []
    relations: list[tuple[str, Relation]] = [(one.column, one.relation) for one in shape.references]
    relations += [(ids_name(one.relation), one.relation) for one in shape.sets]
    for name, relation in relations:
        held = found.content.get(relation.name)
        if isinstance(held, frozenset):
            pairs.append((quote(name), str([FAR + one for one in sorted(held)])))
        else:
            pairs.append((quote(name), "None" if held is None else str(FAR + held)))
    return pairs


def _subject(rules: tuple[AskedRule, ...], computed: list[ComputedTest]) -> str:
    words = [*(["rules"] if rules else []), *(["computed fields"] if computed else [])]
    return f"The {' and '.join(words) or 'rules'}"


def has_rule_tests(system: System, entity: Entity) -> bool:
    """Tell whether an entity has rules or computed fields of which cases were found."""
    if not asked_rules(system, entity) and not shapes_of(system).by_name[entity.name].computed:
        return False
    view = rule_tests_view(system, entity)
    found = (view.row_tests, view.set_tests, view.computed_tests)
    return any((*found, view.broken_values, view.broken_rows))


RULE_TESTS = EntityTarget(
    name="rule_tests",
    template="tests/rules.j2",
    path=lambda entity: f"tests/test_{module_name(entity.singular)}_rules.py",
    view=rule_tests_view,
    after=lambda entity: (
        f"app/routes/{module_name(entity.singular)}_routes.py",
        f"tests/samples/{module_name(entity.singular)}.py",
        "tests/conftest.py",
    ),
    present=has_rule_tests,
)
