"""All anchors together."""

from baesc.ground.source import Span
from baesc.language.expressions.anchors.names import name_faults
from baesc.language.expressions.anchors.numbers import number_faults
from baesc.language.expressions.anchors.operands import operand_faults
from baesc.language.expressions.anchors.order import order_faults
from baesc.language.expressions.anchors.sentence import Sentence
from baesc.language.expressions.anchors.values import value_faults
from baesc.language.expressions.faults import unlike_words
from baesc.language.expressions.tree import Node
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic


def anchor_faults(
    words: str,
    node: Node,
    entity: str,
    system: System,
    span: Span,
    *,
    field: str = "",
    has_examples: bool = False,
) -> tuple[Diagnostic, ...]:
    """Return where an expression is not what a sentence about an entity says.

    `field` is the computed field that the sentence is about, empty for a rule. Of a sentence in
    a language that nobody here reads, examples have to tell what it says.
    """
    sentence = Sentence(words)
    if not sentence.is_followed:
        if has_examples:
            return ()
        message = "the sentence is in no language that baesc follows"
        advice = "give rows under `accept` and `reject`, or say it in English"
        return (unlike_words(span, message, advice),)
    found = (
        *number_faults(sentence, node),
        *order_faults(sentence, node),
        *value_faults(sentence, node),
        *name_faults(sentence, node, entity, system, field),
        *operand_faults(sentence, node),
    )
    return tuple(dict.fromkeys(unlike_words(span, message, advice) for message, advice in found))
