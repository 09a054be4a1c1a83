"""What baesc does not build with: named in a request, it is asked for, and no field."""

from baesc.recognition.namings import folded
from baesc.recognition.saying import Told, Words
from baesc.recognition.symbols import words

# Only names that hardly mean anything else; `spring`, `go` or `express` are words of businesses.
FOREIGN = words("""
    django flask mongodb mongo postgresql postgres mysql mariadb sqlserver redis nosql
    graphql laravel nodejs javascript typescript php angular react reactjs vue vuejs nextjs
    docker kubernetes firebase dynamodb cassandra elasticsearch rabbitmq kafka
""")


def foreign(told: Told) -> Words:
    """Return the words of a name that are such technology, unless it is said to be a field."""
    if told.type or told.is_field:
        return ()
    return tuple(one for one in told.words if folded(one).casefold() in FOREIGN)
