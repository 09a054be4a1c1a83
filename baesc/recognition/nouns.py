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
# Words that look like plurals and are none, or mean another thing than the word without -s;
# WordNet knows some of them: they are here to be at hand without it.
_OWN = """
    acoustics aerobics aesthetics affairs analysis arms arts athletics barracks basis belongings
    bias billiards blues bonus briefs bus campus canvas census ceramics chassis checkers chess
    classics clothes commons communications congratulations consensus contents corps corpus
    credentials crisis crossroads customs damages darts data diabetes diagnosis dns dominoes
    drawers dynamics earnings economics electronics ethics falls focus gallows gas genetics
    genius glasses goods gps graphics grounds gymnastics headquarters https humanities innings
    jeans lens linguistics lodgings logistics mathematics maths means measles mechanics media
    minutes morals mumps news obstetrics odds optics os outskirts overalls pants pass pediatrics
    physics plus politics premises proceedings proceeds pyjamas quarters rabies regards remains
    riches robotics savings scissors series shorts sms species spectacles spirits stairs statics
    status sunglasses surroundings tactics thanks therapeutics thesis tropics trousers valuables
    virus winnings woods works
"""
ENGLISH = _SINGULAR | {word: word for word in _OWN.split()}
# A key keeps these as they are: `leaves` of trees, `bases` of what has a basis.
MANY_OR_ANOTHER = frozenset({
    "aids", "axes", "bases", "dice", "dies", "ellipses", "leaves", "peoples", "statistics",
})  # fmt: skip
