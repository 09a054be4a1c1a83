"""Expressions as Python: what is read is `baesc.language.expressions.evaluation`, word for word.

Three entrances, each gives a `Code` (see `code`): statements, an expression to return after them,
and what they import.

- `conditions.row_condition(node, entity, system)`: a rule of one row as a function of values.
  `Code.parameters` are the arguments, `Code.moments` says which of `today` and `now` are more of
  them. The expression is true unless the check is false. Computed fields stand for what they are
  computed from, so arguments are columns alone.
- `conditions.set_condition(node, entity, system)`: a rule over several rows as a function of
  `session` and `row` (and of `Code.moments`). The session was flushed, and expired after that:
  what a row holds is what the database holds.
- `computed.loaded_value(field, entity, system, this="self")`: a computed field as it is kept
  (decimals rounded), over relations that are loaded: a relation or inverse is the attribute
  `attribute_name(its name)`. `Code.optional` tells whether it may be None, for a required field
  where the value lies beyond what its type can hold (`shape_of(...).computed` knows it too).
  Whole tables are queried in the session that the row belongs to.

`conditions.kind_of(node, system)` is the kind of a check when computed fields are looked into: a
check of kind `row` that reads a computed sum is one of kind `set`.

Generated modules import from `app/values.py` what Python has no words for (`needs.values_used`).
"""
