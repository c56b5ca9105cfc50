"""Judge of wording: what kind of words a sentence is made of."""

import re

STOP_WORDS = frozenset(
    """a an the and or but if then so of to in on at for with from by as is are was were be been being it its it's this
    that these those i you he she they we me him her them us my your his their our not no do does did done have has had
    having will would can could should may might must there here what which who whom when where why how all any some
    such just like really very kind sort also about into over out up down more most much many other than too because
    between through after before again even still only own same that's i'm you're don't it's he's they're we're i've
    you've there's yeah okay right well mean know think going get got gonna one two thing things something lot way
    people say said see want make back time uh um""".split()
)
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9'’\-]+")
_LEADING = re.compile(r"^(?:(?:and|so|but|because|or|well|yeah|okay|now|then)\b[, ]*)+", re.I)
_DANGLING = re.compile(
    r"^(?:it|this|that|these|those|he|she|they|him|them|there|here|its|his|her|their|which|such|same|one of them|then|"
    r"even though|that's|it's|there's|yes|no|right|exactly|sure|definitely|i see|okay|yeah|let's|let us)\b",
    re.I,
)


def content_words(text: str) -> list[str]:
    """Return the lower-case words of three letters or more that are not stop words, in order."""
    words = (w.lower().replace("’", "'").strip("'") for w in _TOKEN.findall(text))
    return [w for w in words if len(w) > 2 and w not in STOP_WORDS]


def leans_on_before(text: str) -> bool:
    """Say whether a sentence opens with a word that points back, so that it does not stand alone."""
    return bool(_DANGLING.match(_LEADING.sub("", text)))
