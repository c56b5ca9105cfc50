"""Decides which voice is which person, from claims in the words and the pattern of the talk; in doubt, nobody.

A name that is called is never its speaker's. A voice keeps a name only where what speaks for it clearly outweighs what
speaks against it, and where no other voice has as good a claim. A voice heard in one short stretch, an advert's or a
clip's, gets a name only if it says it itself.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from pipeline.records import Evidence, Person, Span, Word
from pipeline.records.flags import Flag
from pipeline.stages.attribute.name_evidence import Claim, Rule, VoiceStretch, claims
from pipeline.stages.attribute.person_names import NameBook, plain
from pipeline.stages.attribute.recognition import Recognised

NONE_ON_FILE: Mapping[int, Recognised] = MappingProxyType({})

POINTS: dict[Rule, float] = {
    "self-introduction": 5.0, "known-voice": 5.0, "greeted": 3.0, "thanked": 2.0, "called": 1.0, "announced": 3.0,
    "talk-pattern": 2.0, "elimination": 2.0,
}  # fmt: skip
AGAINST = 3.0  # a voice that calls a name is hardly that person; recognisers and turn edges err now and then
BY_THEMSELVES = frozenset({"self-introduction", "known-voice"})  # these also name a voice that says little
NO_WORDS: Span = (0, 0)  # a voice on file rests on none
CAP = 4.0  # repeated claims of one rule count for so many points at most, beside the first
ENOUGH, CLEAR = 3.0, 2.0  # points for a name, and the lead over the next candidate
MAIN_SHARE, MAIN_SPREAD, LEAST_SHARE = 0.15, 0.25, 0.03  # of the words; of the time from first to last word
HOSTS = frozenset({"host", "presenter", "interviewer"})
HOST_LEAD = 1.5  # points by which one voice must be more of a host than the next
_HOSTING = re.compile(
    r"\b(?:welcome (?:back )?to|my guests?|our guests?|today's guest|joined by|brought to you by|our sponsors?"
    r"|thanks for listening|thank you for listening|thanks for joining|thank you for (?:coming|joining|being here)"
    r"|(?:and )?now,? back to|take a (?:short|quick) break|links? (?:in|to) the (?:show|description)|show notes"
    r"|next question|last question|this episode|the following is a conversation|here's my conversation|subscribe"
    r"|support (?:this|the|our) (?:podcast|show))\b",
    re.I,
)


@dataclass(frozen=True)
class Cast:
    """Who was found: a person per voice where there is evidence, the role of each voice, all people of the episode."""

    names: dict[int, str]
    roles: dict[int, str]
    people: tuple[Person, ...]
    flags: tuple[Flag, ...] = ()


@dataclass
class _Tally:
    """What speaks for and against one voice being one person."""

    pro: dict[Rule, list[Span]] = field(default_factory=dict)
    contra: list[Span] = field(default_factory=list)

    @property
    def points(self) -> float:
        return sum(min(POINTS[rule] * len(spans), POINTS[rule] + CAP) for rule, spans in self.pro.items())

    @property
    def believed(self) -> bool:
        return self.points >= ENOUGH and self.points >= 2 * AGAINST * len(self.contra)

    @property
    def strongest(self) -> tuple[Rule, Span | None]:
        rule = max(self.pro, key=lambda r: (POINTS[r], r != "known-voice", -self.pro[r][0][0]))  # words say more
        return rule, None if rule == "known-voice" else self.pro[rule][0]


@dataclass
class _Search:
    """What is known while voices are named."""

    told: Sequence[Person]
    main: Sequence[int]  # the voices that take part in the talk
    host: int | None
    tallies: dict[tuple[int, str], _Tally]
    names: dict[int, str] = field(default_factory=dict)
    evidence: dict[int, tuple[Rule, Span | None]] = field(default_factory=dict)
    conflict: bool = False
    on_file: Mapping[int, Recognised] = field(default_factory=dict)


def name_voices(
    words: Sequence[Word],
    stretches: Sequence[VoiceStretch],
    labels: Sequence[str],
    told: Sequence[Person],
    *,
    on_file: Mapping[int, Recognised] = NONE_ON_FILE,
) -> Cast:
    """Return the cast; `labels` are the voices' own, `S1` for voice 0, `told` whom the publisher named.

    `on_file` says which voices were recognised.
    """
    cased = sum(w.text[:1].isupper() for w in words) * 40 >= len(words)
    main = [v for v in range(len(labels)) if _is_main(v, words, stretches)]
    said = claims(words, stretches, NameBook(told, cased=cased, strangers=len(told) < len(main)))
    host = host_of(words, stretches, main)
    tallies = _tallies(said, main if len(told) <= len(main) else (), host)
    for voice, known in on_file.items():
        tallies.setdefault((voice, known.name), _Tally()).pro["known-voice"] = [NO_WORDS]
    search = _Search(told, main, host, tallies, on_file=on_file)
    _decide(search)
    _by_role(search)
    _the_last_one(search)
    roles = _roles(search)
    people = _people(search, words, roles, labels)
    return Cast(search.names, roles, people, ("speaker-names-conflict",) if search.conflict else ())


def _is_main(voice: int, words: Sequence[Word], stretches: Sequence[VoiceStretch]) -> bool:
    """Say whether a voice takes part in the talk: much of it, or some of it over a good part of the time."""
    mine = [s.words for s in stretches if s.voice == voice]
    share = sum(j - i for i, j in mine) / max(1, len(words))
    spread = (words[mine[-1][1] - 1].end - words[mine[0][0]].start) / max(words[-1].end, 1e-9) if mine else 0.0
    return share >= MAIN_SHARE or (share >= LEAST_SHARE and spread >= MAIN_SPREAD and len(mine) > 2)


def host_of(words: Sequence[Word], stretches: Sequence[VoiceStretch], main: Sequence[int]) -> int | None:
    """Return the voice that asks, opens, reads the sponsors and says goodbye; None where no voice clearly does."""
    if len(main) < 2:
        return main[0] if main else None
    questions: Counter[int] = Counter()
    ends: Counter[int] = Counter()
    phrases: Counter[int] = Counter()
    said: Counter[int] = Counter()
    for stretch in stretches:
        texts = [w.text for w in words[slice(*stretch.words)]]
        said[stretch.voice] += len(texts)
        questions[stretch.voice] += sum(t.rstrip("\"”'").endswith("?") for t in texts)
        ends[stretch.voice] += sum(t.rstrip("\"”'").endswith((".", "?", "!")) for t in texts)
        phrases[stretch.voice] += len(_HOSTING.findall(" ".join(texts)))
    asked = sum(questions[v] / max(1, ends[v]) for v in main) or 1.0
    hosted = sum(phrases[v] for v in main)
    total = sum(said[v] for v in main)
    score = {
        v: 3 * questions[v] / max(1, ends[v]) / asked
        + (3 * phrases[v] / hosted if hosted else 0)
        + 1.5 * (1 - said[v] / total)
        for v in main
    }
    ranked = sorted(main, key=lambda v: -score[v])
    return ranked[0] if score[ranked[0]] - score[ranked[1]] >= HOST_LEAD else None


def _tallies(said: Sequence[Claim], main: Sequence[int], host: int | None) -> dict[tuple[int, str], _Tally]:
    """Return what is claimed per voice and name; whom one of two presents, or a recorded opening, is the other.

    `main` is empty where more people were told than talk: two of them may have been taken for one voice.
    """
    tallies: dict[tuple[int, str], _Tally] = {}
    for claim in said:
        tally = tallies.setdefault((claim.voice, claim.name), _Tally())
        if claim.positive:
            tally.pro.setdefault(claim.rule, []).append(claim.words)
        else:
            tally.contra.append(claim.words)
            here = claim.voice if claim.voice in main else host
            others = [v for v in main if v != here]
            if len(main) == 2 and len(others) == 1 and claim.rule in ("announced", "greeted", "thanked"):
                other = tallies.setdefault((others[0], claim.name), _Tally())
                other.pro.setdefault("announced", []).append(claim.words)
    return tallies


def _decide(search: _Search) -> None:
    """Name the voices for which one name is believed and clear, against other names and against other voices."""
    net = {at: t.points - AGAINST * len(t.contra) for at, t in search.tallies.items() if t.believed}
    for voice in sorted({v for v, _ in net}):
        mine = {
            name: points
            for (v, name), points in net.items()
            if v == voice and (v in search.main or BY_THEMSELVES & search.tallies[v, name].pro.keys())
        }
        ranked = sorted(mine, key=lambda name: (-mine[name], name))
        if not ranked:
            continue
        name = ranked[0]
        # an opening that was recorded apart may be a voice of its own: it is no rival of the same person in the talk
        rivals = [v for v, n in net if n == name and v != voice and (v in search.main) == (voice in search.main)]
        others = [mine[other] for other in ranked[1:]] + [net[v, name] for v in rivals]
        if others and mine[name] - max(others) < CLEAR:
            search.conflict = True
            continue
        search.names[voice] = name
        search.evidence[voice] = search.tallies[voice, name].strongest


def _by_role(search: _Search) -> None:
    """Give the host's name to the voice that hosts, where the publisher names one host and nothing speaks against."""
    hosts = [p.name for p in search.told if plain(p.role or "") in HOSTS]
    host = search.host
    taken = {name for voice, name in search.names.items() if voice in search.main}
    unlike = len(search.main) < 2 and len(search.told) > 1  # two people, taken for one voice
    if len(hosts) != 1 or host is None or host in search.names or hosts[0] in taken or unlike:
        return
    rivals = [(v, t) for (v, name), t in search.tallies.items() if name == hosts[0] and v in search.main and v != host]
    claimed = any(t.points >= ENOUGH for _, t in rivals)
    if not claimed and not search.tallies.get((host, hosts[0]), _Tally()).contra:
        search.names[host], search.evidence[host] = hosts[0], ("talk-pattern", None)


def _the_last_one(search: _Search) -> None:
    """Give the last person told to the last voice in the talk, where all others are known and as many talk as told."""
    left = [p.name for p in search.told if p.name not in search.names.values()]
    unnamed = [v for v in search.main if v not in search.names]
    if len(left) != 1 or len(unnamed) != 1 or len(search.main) != len(search.told) or len(search.main) < 2:
        return
    voice, name = unnamed[0], left[0]
    if not search.tallies.get((voice, name), _Tally()).contra:
        search.names[voice], search.evidence[voice] = name, ("elimination", None)


def _roles(search: _Search) -> dict[int, str]:
    """Return the publisher's role, else what the talk shows."""
    role_of = {p.name: p.role for p in search.told if p.role}
    roles = {v: role_of[n] for v, n in search.names.items() if n in role_of}
    for voice in search.main:
        if voice not in roles and search.host is not None:
            roles[voice] = "host" if voice == search.host else "guest"
    return roles


def _people(search: _Search, words: Sequence[Word], roles: dict[int, str], labels: Sequence[str]) -> tuple[Person, ...]:
    """Return everybody told, those heard with their voice and the evidence, and strangers who were named."""
    voice_of = {search.names[voice]: voice for voice in sorted(search.names, key=lambda v: v in search.main)}
    known = {p.name for p in search.told}
    strangers = [
        Person(name=n, source="voice" if search.evidence[v][0] == "known-voice" else "transcript")
        for n, v in voice_of.items()
        if n not in known
    ]
    people = []
    for person in (*search.told, *strangers):
        voice = voice_of.get(person.name)
        if voice is None:
            people.append(person)
            continue
        rule, span = search.evidence[voice]
        text = " ".join(w.text for w in words[slice(*span)]) if span else ""
        likeness = search.on_file[voice].likeness if rule == "known-voice" else None
        evidence = Evidence(rule=rule, words=span, text=text, likeness=likeness)
        found = {"label": labels[voice], "evidence": evidence}
        people.append(person.model_copy(update={**found, "role": person.role or roles.get(voice)}))
    return tuple(people)
