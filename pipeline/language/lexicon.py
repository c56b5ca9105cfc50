"""Which words mean the opposite of which: WordNet's antonyms (`opposites.json`) and groups made by hand.

The groups hold words that antonym lists leave out and that turn a claim round: "grow" and "shrink" beside "increase".
"""

import json
from functools import lru_cache
from importlib import resources

from pipeline.language.words import stem

# Words of one side mean much the same, words of the other side the opposite.
_GROUPS_TEXT = """
+ increase rise rose risen grew grown grow climb gain goup more higher greater expand raise boost double triple
  upward soar larger
  bigger most above additional extra accelerate
- decrease fall fell fallen shrank shrunk drop decline shrink godown less lower fewer reduce cut lose
  downward worsen smaller least below
  halve slow diminish
+ better improve best superior benefit help easier good great stronger gain advantage win success succeed useful
- worse worsen worst inferior harm hurt harder bad weaker poor damage disadvantage loss lose fail failure
  useless
+ good great wonderful beautiful excellent brilliant intelligent smart
- bad terrible awful horrible sucks stupid dumb
+ easy easier simple simpler straightforward effortless trivial
- hard harder difficult tough complex complicated
+ fast faster quick quicker quickly rapid rapidly sooner
- slow slower slowly gradual gradually later
+ big bigger large larger huge great long longer vast massive high
- small smaller little tiny short shorter low brief
+ before earlier prior previous first predates
- after later subsequent following last afterwards
+ always all every everyone everything everybody entirely completely fully universally invariably
- never none nobody nothing no rarely seldom hardly few little sometimes some partly
+ cause create produce lead enable allow permit
- prevent stop block avoid forbid ban hinder preclude
+ agree accept support favor endorse welcome approve embrace
- disagree reject oppose dispute resist refuse against dismiss disapprove
+ like love enjoy prefer admire
- dislike hate despise loathe detest
+ start begin launch open continue keep
- stop end finish close quit abandon
+ strong robust powerful confident sure certain
- weak fragile feeble doubtful unsure uncertain
+ safe harmless secure
- dangerous unsafe risky harmful
+ cheap cheaper inexpensive affordable
- expensive costly
+ true right correct accurate
- false wrong incorrect mistaken inaccurate
+ important significant crucial matters essential
- unimportant irrelevant insignificant trivial
+ overestimate overestimated overrate overrated
- underestimate underestimated underrate underrated
+ possible can able
- impossible cannot unable
+ remember recall
- forget
+ old ancient
- new recent modern
+ rich wealthy
- poor
+ many numerous lots plenty
- few little
+ optimistic hopeful
- pessimistic hopeless
+ with including
- without excluding lacking
+ inside within internal
- outside beyond external
+ common frequent often usual
- rare uncommon rarely unusual
+ public open
- private secret closed
+ buy purchase acquire
- sell
+ teach
- learn
+ give lend
- take receive borrow
+ same similar alike identical equal
- different distinct unlike dissimilar unequal
+ wide broad
- narrow
+ deep
- shallow
+ near close
- far distant
+ full
- empty
+ hot warm
- cold cool
+ happy glad
- sad unhappy
+ young younger
- old older elderly
+ clean
- dirty messy
+ dark
- bright light
+ future
- past
+ attack
- defend
+ hire
- fire
+ push
- pull
+ lead
- follow
+ add
- remove
+ appear emerge
- disappear vanish
+ build create construct
- destroy demolish ruin
+ break
- repair fix mend
+ include
- exclude omit
+ expand widen
- contract narrow
+ import
- export
+ majority
- minority
+ maximum maximal
- minimum minimal
+ soft
- hard
+ active
- passive
+ peace
- war
+ strength
- weakness
+ advantage
- disadvantage
+ profit
- loss
+ supply
- demand
+ friend ally
- enemy foe
+ truth
- lie
+ freedom
- slavery
+ positive
- negative
+ local
- global
+ internal
- external
+ temporary
- permanent
+ natural
- artificial
+ major
- minor
+ ignore
- notice heed
+ encourage
- discourage
+ legal lawful
- illegal unlawful
+ visible
- invisible hidden
+ alive
- dead
+ live survive
- die
+ father dad
- mother mom
+ son
- daughter
+ brother
- sister
+ husband
- wife
+ man men
- woman women
+ boy
- girl
+ uncle
- aunt
+ north
- south
+ east
- west
+ left
- right
+ arrive come enter
- leave depart exit
+ win won
- lose lost
+ present
- absent
+ proud
- ashamed
+ patient
- impatient
+ intentional intentionally deliberate
- unintentional accidental
+ known
- unknown
+ necessary
- unnecessary optional
+ beginning
- end ending
+ top
- bottom
+ winter
- summer
+ morning
- evening
+ day
- night
+ guilty
- innocent
+ allowed legal
- forbidden banned
+ scarce
- abundant
+ trust believe
- distrust doubt suspect
+ free voluntary
- forced mandatory compulsory
+ worked works working
- failed fails failing fail failure
"""
# Words that leave no exception, and the words that say as much.
_TOTALS_TEXT = """
all: all every each everyone everybody everything any entire whole always completely totally fully
every: all every each everyone everybody everything any entire whole always
everyone: all every everyone everybody anyone anybody
everybody: all every everyone everybody anyone
always: always every all constantly forever ever continually
never: never not no nobody nothing none ever
only: only just solely alone exclusively sole nothing but merely
solely: only just solely alone
entirely: entirely completely totally fully all whole wholly purely absolutely
completely: entirely completely totally fully all whole absolutely
none: none no nobody not never nothing
nobody: nobody none no not never
nothing: nothing none no not never
everything: everything all every
guarantee: guarantee certain sure certainly definitely always
guarantees: guarantee guarantees certain sure always
impossible: impossible not never no can't cannot unable
must: must have has need required necessary got should
proves: prove proves proved proven proof
proved: prove proves proved proven proof
first: first earliest before initial initially early original began beginning start started
best: best greatest top most better favorite
worst: worst most
most: most majority mostly best largest more
largest: largest biggest most greatest
biggest: biggest largest most greatest
greatest: greatest biggest best most largest
fastest: fastest quickest most
unprecedented: unprecedented never first
"""


def _entries(text: str) -> list[str]:
    """Return the lines of a list; a line that begins with a space goes on with the one before."""
    return text.replace("\n  ", " ").strip().splitlines()


_PLACES = frozenset({stem("here"), stem("there")})  # every "there is" would deny every "here"
_SIDES = [entry[2:] for entry in _entries(_GROUPS_TEXT)]
_GROUPS = tuple(zip(_SIDES[::2], _SIDES[1::2], strict=True))
COMPARED = frozenset(stem(w) for group in _GROUPS[:2] for side in group for w in side.split())
TOTALS = {word: allowed for word, _, allowed in (entry.partition(": ") for entry in _entries(_TOTALS_TEXT))}


@lru_cache(maxsize=1)
def opposites() -> dict[str, frozenset[str]]:
    """Return for each stem the stems of its opposites; read once."""
    text = resources.files(__package__).joinpath("opposites.json").read_text(encoding="utf-8")
    pairs = [(stem(a), stem(b)) for a, b in json.loads(text)]
    for one, other in _GROUPS:
        pairs += [(stem(a), stem(b)) for a in one.split() for b in other.split()]
    found: dict[str, set[str]] = {}
    for a, b in pairs:
        if a != b and not {a, b} & _PLACES:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return {k: frozenset(v) for k, v in found.items()}


@lru_cache(maxsize=1)
def irregular() -> dict[str, str]:
    """Return the plain form of irregular ones, from WordNet's lists of exceptions: "made" → make; read once."""
    text = resources.files(__package__).joinpath("irregular.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@lru_cache(maxsize=1)
def kin() -> dict[str, frozenset[str]]:
    """Return for each stem the stems of words that mean much the same, by WordNet; read once."""
    text = resources.files(__package__).joinpath("kin.json").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for a, others in json.loads(text).items():
        for b in others.split():
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return {k: frozenset(v) - opposites().get(k, frozenset()) for k, v in found.items()}


@lru_cache(maxsize=4096)
def alike(word: str) -> frozenset[str]:
    """Return the stems on the same side of every group that a stem stands in."""
    sides = (frozenset(stem(w) for w in side.split()) for group in _GROUPS for side in group)
    return frozenset({word}).union(*(side for side in sides if word in side))
