"""English nouns that WordNet's rules get wrong for what business applications are about."""

# Plurals, and what one of them is called.
_SINGULAR = {
    "ads": "ad", "aids": "aid", "apis": "api", "apps": "app", "axes": "axis", "bases": "base",
    "bosses": "boss", "cookies": "cookie", "cvs": "cv",
    "dice": "die", "dies": "die", "feet": "foot",
    "fungi": "fungus", "geese": "goose", "hippies": "hippie",
    "ids": "id", "kpis": "kpi", "leaves": "leave", "lice": "louse", "men": "man",
    "mice": "mouse", "movies": "movie", "pcs": "pc", "pdfs": "pdf", "people": "person",
    "pies": "pie", "rookies": "rookie", "skus": "sku", "slas": "sla",
    "taxis": "taxi", "teeth": "tooth", "ties": "tie", "tvs": "tv", "urls": "url", "vips": "vip",
    "women": "woman", "zombies": "zombie",
}  # fmt: skip
# Words that look like plurals and are none, or mean another thing than the word without -s.
_OWN = """
    acoustics aerobics aesthetics affairs arms arts athletics barracks belongings billiards
    blues briefs ceramics chassis checkers chess classics clothes commons communications
    congratulations contents corps credentials crossroads customs damages darts data diabetes
    dns dominoes drawers dynamics earnings economics electronics ethics falls gallows
    genetics glasses goods graphics grounds gymnastics headquarters https humanities innings
    jeans linguistics logistics lodgings maths mathematics means measles media mechanics
    minutes morals mumps news obstetrics odds optics os outskirts overalls pants pass pediatrics
    physics plus politics premises proceedings proceeds pyjamas quarters rabies regards remains
    riches robotics savings scissors series shorts sms species spectacles spirits
    stairs statics sunglasses surroundings tactics thanks therapeutics tropics trousers
    valuables winnings woods works
"""
ENGLISH = _SINGULAR | {word: word for word in _OWN.split()}
# A key keeps these as they are: `leaves` of trees, `bases` of what has a basis.
MANY_OR_ANOTHER = frozenset({
    "aids", "axes", "bases", "dice", "dies", "ellipses", "leaves", "peoples", "statistics",
})  # fmt: skip
