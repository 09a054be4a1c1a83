"""Reading the tokens of a statement from left to right."""

from collections.abc import Iterable

from baesc.recognition.saying import Words
from baesc.recognition.symbols import SOFT, Lexicon
from baesc.recognition.tokens import ITEM, NAME, NUMBER, QUOTED, Token

# Types that are words of names where they end one: `due date`, `work email`.
JOINING = frozenset({"T:date", "T:email", "T:url", "T:time", "T:text", "T:number", "T:json"})
_DETERMINERS = ("ART", "A", "ITS", "EACH")
_ENDING = frozenset({
    "", "COMMA", "AND", "CLOSE", "TO", "FROM", "OF", "IN", "FOR", ITEM, "WITH", "OPEN", "COLON",
    "FIELD", "REQUIRED", "OPTIONAL", "UNIQUE", "AS", "MARK", "BE", "HAVE", "CAN", "MUST", "A",
    "RELATION", "ENTITY", "USING",
})  # fmt: skip
# What may follow a whole item of a list.
_PARTED = frozenset({"", "COMMA", "AND", "CLOSE", ITEM, "OPEN", "COLON"})
# Words for an entity that are fields more often where they stand alone in a list.
_THINGS = frozenset({"model", "table", "resource", "modelo", "tabela"})


class Reader:
    """A place in the tokens of a statement; `far` is the furthest that was looked at in vain."""

    def __init__(self, tokens: Iterable[Token], lexicon: Lexicon) -> None:
        self.tokens = tuple(tokens)
        self.lexicon = lexicon
        self.at = 0
        self.far = 0

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left."""
        self.far = max(self.far, self.at)
        return self.at >= len(self.tokens)

    def symbol(self, ahead: int = 0) -> str:
        """Return the symbol of a token from here; nothing at the end."""
        place = self.at + ahead
        return self.tokens[place].symbol if place < len(self.tokens) else ""

    def sees(self, *symbols: str) -> bool:
        """Tell whether these come next."""
        return all(self.symbol(ahead) == one for ahead, one in enumerate(symbols))

    def take(self, *symbols: str) -> Token | None:
        """Go past the next token if it is one of these."""
        if self.symbol() in symbols:
            self.at += 1
            return self.tokens[self.at - 1]
        self.far = max(self.far, self.at)
        return None

    def skip(self, *symbols: str) -> bool:
        """Go past all tokens that are of these; tell whether there were any."""
        start = self.at
        while self.symbol() in symbols:
            self.at += 1
        return self.at > start

    def separator(self) -> bool:
        """Go past what parts the items of a list."""
        start = self.at
        self.skip("COMMA")
        self.skip("AND")
        self.skip(ITEM)
        return self.at > start

    def determiner(self) -> None:
        """Go past an article, and `new` and `existing` after it."""
        if self.skip(*_DETERMINERS):
            while self.symbol() in ("NEW", "PLAIN") and self.symbol(1) not in _ENDING - {
                "FIELD", "ENTITY", "RELATION",
            }:  # fmt: skip
                self.at += 1
        while self.symbol() in ("NEW", "PLAIN") and self.symbol(1) in ("ENTITY", "FIELD"):
            self.at += 1

    def name(self, *, joins: bool = False) -> Words:
        """Read a name; with `joins`, also one like `date of birth`. Nothing where there is none."""
        self.determiner()
        self.skip("NAMED")
        found: list[str] = []
        while True:
            if self.symbol() == QUOTED and not found:
                self.at += 1
                return tuple(self.tokens[self.at - 1].text.split())
            if not self._is_part(found):
                break
            found.append(self.tokens[self.at].text)
            self.at += 1
            joining = ("OF", "FROM") if self.lexicon.language == "pt" else ("OF",)
            if joins and self.symbol() in joining and self.symbol(1) == NAME:
                found.append(self.tokens[self.at].text)
                self.at += 1
        if not found:
            self.far = max(self.far, self.at)
        return tuple(word for one in found for word in one.split())

    def _is_part(self, found: list[str]) -> bool:
        symbol, after = self.symbol(), self.symbol(1)
        if symbol == NAME:
            return True
        if symbol == NUMBER:
            return bool(found) and after in _ENDING and self.tokens[self.at].text.isdigit()
        if symbol == "ENTITY":
            # `plate, model and year`
            return not found and after in _PARTED and self.tokens[self.at].plain in _THINGS
        if symbol == "TYPE":
            return after not in ("OF", "TO") and after in _ENDING if found else after in _ENDING
        if symbol == "T:enum":
            return not found and after in _ENDING
        if symbol.startswith("T:"):
            joined = symbol in JOINING or after == NAME
            return joined if found else after in _ENDING or after in (NAME, "TYPE")
        return symbol in SOFT and (after in _ENDING or (after == NAME and not found))

    def entity(self) -> Words:
        """Read the name of an entity, with or without the word for it."""
        self.determiner()
        self.skip("ENTITY")
        found = self.name(joins=self.lexicon.language == "pt")
        self.skip("ENTITY")
        return found

    def promise(self) -> bool:
        """Go past the rest where it names only what baesc builds with."""
        if self.is_done or self.symbol() not in ("USING", "WITH", "AND", "IN", "BY", "COMMA"):
            return self.is_done
        words = [word for one in self.tokens[self.at :] for word in one.plain.split()]
        known = self.lexicon.promises | {",", "&"}
        if not all(one in known for one in words) or self.lexicon.anchors.isdisjoint(words):
            return False
        self.at = len(self.tokens)
        return True
