"""How sentences say signs: patterns for folded text, in which numbers stand as `#`."""

_MORE = "more|greater|higher|larger|longer|older|later|bigger|mais|maior"
_LESS = "less|fewer|lower|smaller|shorter|younger|earlier|cheaper|menos|menor"
_BEYOND = "above|over|after|beyond|acima|depois"
_SHORT_OF = "below|under|before|abaixo|antes"
_NO = "(?:no|not|never)"
_THAN = "(?: than| de| do que)"
# `more rows in it than`
_GAP = r"(?: (?:\w+ ){0,5}?than| do que)"

# Words right before a number, and right behind it and its unit; the first that fits counts.
BEFORE = (
    ("<=", rf"{_NO}(?: \w+)? (?:{_MORE}|{_BEYOND}){_THAN}?"),
    (">=", rf"{_NO}(?: \w+)? (?:{_LESS}|{_SHORT_OF}){_THAN}?"),
    ("<=", "at (?:the )?most|up to|maximum(?: of)?|max|limited to|within|until|capped at|by"),
    ("<=", "no maximo|maximo de|ate"),
    (">=", "at (?:the )?least|minimum(?: of)?|min|starting at"),
    (">=", "pelo menos|no minimo|minimo de"),
    (">", rf"(?:{_MORE}){_THAN}|exceeds?|exceeding|(?:{_BEYOND})(?: de)?|apos"),
    ("<", rf"(?:{_LESS}){_THAN}|(?:{_SHORT_OF})(?: de)?"),
    ("==", "exactly|equals?(?: to)?|precisely|exatamente"),
)
BEHIND = (
    ("<=", rf"(?:or|and|ou) (?:{_LESS}|below|under|before)|at (?:the )?(?:most|latest)"),
    ("<=", "no maximo"),
    (">=", rf"(?:or|and|ou) (?:{_MORE}|above|over|better|up|after)|at (?:the )?least"),
    (">=", "no minimo"),
)
# Signs that stand with no number.
PAIRS = (
    ("<=", rf"{_NO} (?:\w+ )?(?:{_MORE}|{_BEYOND}){_GAP}?|on or before|at the latest|at most"),
    ("<=", "up to|within|until|by|fits?|no maximo|ate"),
    (">=", rf"{_NO} (?:\w+ )?(?:{_LESS}|{_SHORT_OF}){_GAP}?|on or after|at least|covers?"),
    (">=", "enough|since|from|pelo menos|already"),
    (">", rf"later|(?:{_MORE}){_GAP}|{_BEYOND}|exceed\w*|future|late|positive|upcoming"),
    (">", "apos|futuro|positivo"),
    ("<", rf"earlier|(?:{_LESS}){_GAP}|{_SHORT_OF}|past|negative|overdue|expired|ago"),
    ("<", "passado|negativo"),
)
# These may say something else than an order.
FAINT = frozenset({"by", "since", "from", "until", "enough", "already"})
