"""Says who speaks, from the audio or from a transcript's own labels, and divides the words into turns and sentences.

Where a transcript says who speaks, that is kept. Else the voices are told apart in the audio. A name needs evidence: a
label that names a person, or words that do (`attribution.naming`). A voice that nobody can be named for keeps its
label, `S1`, and no name; so does every stretch where it is not clear which voice is heard.
"""

import re
from collections.abc import Collection, Sequence
from itertools import accumulate, groupby
from pathlib import Path

from pipeline.checks.proof import revision_of
from pipeline.language.identification import foreign
from pipeline.language.tongues import primary
from pipeline.language.words import plain as plain_words
from pipeline.ports import Progress, VoiceMemory
from pipeline.records import (
    Corrections,
    Coverage,
    Cue,
    Episode,
    Evidence,
    Gap,
    KnownVoices,
    Person,
    RawTranscript,
    Sentence,
    Source,
    Transcript,
    Turn,
    Word,
)
from pipeline.records.flags import Flag
from pipeline.stage import Stage
from pipeline.stages.attribute.config import AttributeConfig, VoicesConfig
from pipeline.stages.attribute.corrections import PEOPLE_OPS, Speakers, corrected
from pipeline.stages.attribute.diarization import tell_apart
from pipeline.stages.attribute.name_evidence import VoiceStretch
from pipeline.stages.attribute.person_names import plain
from pipeline.stages.attribute.recognition import recognised
from pipeline.stages.attribute.respelling import WORD_OPS, respelled, with_coverage, with_moved
from pipeline.stages.attribute.sentences import begins_with_capitals, divided, is_punctuated, sentences_of
from pipeline.stages.attribute.speaker_names import name_voices
from pipeline.stages.attribute.word_speakers import give

NONE_KNOWN = KnownVoices()
LEAST_S = 0.001  # of a word that was moved back inside the audio
_NOBODY = re.compile(
    r"(?:(?:unknown|unidentified)[\s_-]*)?(?:speaker|spk|voice|person|participant|unknown|male|female|man|woman|caller|all"
    r"|both|group|crowd|audience|host|co-?host|guest|interviewer|interviewee|moderator|narrator|announcer)?"
    r"(?:[\s_#-]*\d+|[\s_#-]+[a-z]|[\s_-]+unknown)?|[a-z]\d*"
)


def attribute(
    episode: Episode,
    heard: RawTranscript,
    source: Source,
    config: AttributeConfig,
    *,
    corrections: Corrections,
    known: KnownVoices = NONE_KNOWN,
    voices: VoiceMemory,
    progress: Progress,
) -> Transcript:
    """Return the frozen transcript: every word in exactly one turn and one sentence, times inside the audio."""
    heard, respelt = respelled(heard, corrections.corrections)
    timed = [word.model_copy(update=_inside(word, episode.duration)) for word in heard.words]
    if source.audio_path and timed and not any(cue.speaker_label for cue in heard.cues):
        speakers = _by_voice(
            timed, episode, Path(source.audio_path), config, known=known, voices=voices, progress=progress
        )
    else:
        speakers = _by_label(timed, heard, episode)
    speakers = corrected(timed, speakers, corrections.corrections)
    told = (*respelt, *speakers.corrections)
    conflict: tuple[Flag, ...] = ("correction-conflict",) if any(c.state == "conflict" for c in respelt) else ()
    words = [
        word.model_copy(update={"speaker": name, "speaker_confidence": sure})
        for word, name, sure in zip(timed, speakers.names, speakers.confidence, strict=True)
    ]
    turns, sentences = _divide(words, speakers, config, breaks={*heard.holes, *heard.changes})
    sentences = _with_languages(words, sentences, heard.language)
    return Transcript(
        revision=revision_of(words), language=heard.language, language_from=heard.language_from,
        language_p=heard.language_p, words=tuple(words),
        cues=tuple(_cue_inside(cue, episode.duration) for cue in heard.cues), turns=turns, sentences=sentences,
        people=speakers.people, roles=speakers.roles, flags=tuple(dict.fromkeys((*speakers.flags, *conflict))),
        corrections=told,
        overlaps=speakers.overlaps, holes=heard.holes,
    )  # fmt: skip


def with_people(episode: Episode, transcript: Transcript) -> Episode:
    """Return the episode with the people of its transcript: the publisher's and those that voices and words told of."""
    return episode.model_copy(update={"people": transcript.people}) if transcript.people else episode


def _divide(
    words: Sequence[Word], speakers: Speakers, config: AttributeConfig, *, breaks: Collection[int]
) -> tuple[tuple[Turn, ...], tuple[Sentence, ...]]:
    """Return turns, one per run of a label and a name, and the sentences inside them.

    A turn also ends before each word of `breaks`: something said there is missing, or somebody else speaks.
    """
    turns: list[Turn] = []
    sentences: list[Sentence] = []
    cased = begins_with_capitals(words)
    cap = config.max_words if is_punctuated(words) else config.max_words_unpunctuated
    stretch = list(accumulate(int(word.i in breaks) for word in words))
    for (label, name, _), run in groupby(
        words, key=lambda word: (speakers.labels[word.i], word.speaker, stretch[word.i])
    ):
        turn = [word.i for word in run]
        span = (turn[0], turn[-1] + 1)
        for whole in sentences_of(words, span, cased=cased):
            for i, j in divided(words, whole, cap, config.pause_s):
                sentences.append(
                    Sentence(
                        id=f"s{len(sentences) + 1:04d}", start=words[i].start, end=_end(words[i:j]), words=(i, j),
                        speaker=name, turn=len(turns), speaker_confidence=_least(words[i:j]),
                    )
                )  # fmt: skip
        turns.append(
            Turn(
                speaker=name, speaker_label=label, start=words[span[0]].start, end=_end(words[slice(*span)]),
                words=span, speaker_confidence=_least(words[slice(*span)]),
            )
        )  # fmt: skip
    return tuple(turns), tuple(sentences)


def _with_languages(words: Sequence[Word], sentences: tuple[Sentence, ...], main: str) -> tuple[Sentence, ...]:
    """Return the sentences; those in another language than the talk say in which."""
    codes = foreign([plain_words(words, s.words) for s in sentences], primary(main))
    return tuple(
        s.model_copy(update={"language": code}) if code else s for s, code in zip(sentences, codes, strict=True)
    )


# ---- who


def _by_label(words: Sequence[Word], heard: RawTranscript, episode: Episode) -> Speakers:
    """Keep what the transcript says; a label is a name only with evidence.

    Labels of which none is a name ("Speaker 1") are voices like those told apart in the audio, and named like them.
    """
    labels = [heard.cues[word.cue].speaker_label or None for word in words]
    names = {label: name_of(label, episode.people) for label in dict.fromkeys(labels) if label}
    if names and None not in labels and not any(names.values()):
        order = list(names)
        cast = name_voices(words, _stretches([order.index(x or "") for x in labels]), order, episode.people)
        called = {order[v]: name for v, name in cast.names.items()}
        return Speakers(
            labels, [called.get(x or "") for x in labels], [1.0] * len(labels), cast.people,
            {order[v]: role for v, role in cast.roles.items()}, cast.flags,
        )  # fmt: skip
    label_of = {name: label for label, name in names.items() if name}
    beside = {person.label: person for person in heard.people}  # roles and pronouns that the file names
    people = tuple(
        p.model_copy(
            update={
                "label": label_of[p.name], "evidence": Evidence(rule="imported-label", text=label_of[p.name]),
                **_unsaid(p, beside.get(label_of[p.name])),
            }
        )
        if p.name in label_of
        else p
        for p in episode.people
    )  # fmt: skip
    told = {p.name for p in episode.people}
    strangers = tuple(
        Person(
            name=n, source="transcript", label=x, evidence=Evidence(rule="imported-label", text=x),
            **_unsaid(None, beside.get(x)),
        )
        for n, x in label_of.items()
        if n not in told
    )  # fmt: skip
    roles = {p.label: p.role for p in (*people, *strangers) if p.label and p.role}
    return Speakers(
        labels, [names.get(label or "") for label in labels], [1.0 if label else None for label in labels],
        (*people, *strangers), roles,
    )  # fmt: skip


def _unsaid(told: Person | None, imported: Person | None) -> dict[str, str]:
    """Return the role and the pronouns that a file gives a person, where nobody nearer to it does."""
    fields = {"role": imported.role, "pronouns": imported.pronouns} if imported else {}
    return {key: value for key, value in fields.items() if value and not (told and getattr(told, key))}


def _by_voice(
    words: Sequence[Word],
    episode: Episode,
    audio: Path,
    config: VoicesConfig,
    *,
    known: KnownVoices,
    voices: VoiceMemory,
    progress: Progress,
) -> Speakers:
    """Tell the voices of the audio apart and name those for which there is evidence."""
    prints = voices.voiceprints(audio, progress=progress)
    heard = tell_apart(prints, config)
    if not heard.p.shape[1]:
        nobody: list[None] = [None] * len(words)
        return Speakers(nobody, nobody, nobody, episode.people, {})
    given = give(words, heard, config)
    order = list(dict.fromkeys(given.voice))  # S1 is the first voice that says a word
    labels = [f"S{k + 1}" for k in range(len(order))]
    voice = [order.index(v) for v in given.voice]
    found = recognised(heard, prints, known, config)
    on_file = {order.index(v): one for v, one in found.items() if v in order}
    cast = name_voices(words, _stretches(voice), labels, episode.people, on_file=on_file)
    sure = [round(c, 3) for c in given.confidence]
    names = [cast.names.get(v) if c >= config.least_confidence else None for v, c in zip(voice, sure, strict=True)]
    roles = {labels[v]: role for v, role in cast.roles.items()}
    overlaps = tuple(
        Gap(start=round(a, 3), end=round(min(b, episode.duration), 3))
        for a, b in heard.overlaps
        if a < episode.duration
    )
    return Speakers(
        [labels[v] for v in voice], names, sure, cast.people, roles, cast.flags, overlaps=overlaps,
    )  # fmt: skip


def _stretches(voices: Sequence[int]) -> list[VoiceStretch]:
    """Return the runs of one voice, given the voice of each word."""
    runs = [(voice, [i for i, _ in run]) for voice, run in groupby(enumerate(voices), key=lambda at: at[1])]
    return [VoiceStretch(voice, (run[0], run[-1] + 1)) for voice, run in runs]


def _least(words: Sequence[Word]) -> float | None:
    """Return the confidence of the least certain word, None where nothing is known of one."""
    sure = [w.speaker_confidence for w in words]
    return None if None in sure else min(c for c in sure if c is not None)


def name_of(label: str, people: Sequence[Person]) -> str | None:
    """Return the person a voice label names, else the label as a name of its own; `None` for "Speaker 1" and the like.

    >>> name_of("LEX", [Person(name="Lex Fridman", source="sidecar")])
    'Lex Fridman'
    """
    bare = plain(label)
    told = set(bare.split())
    full = [person.name for person in people if plain(person.name) == bare]
    part = [person.name for person in people if _overlaps(told, set(plain(person.name).split()))]
    role = [person.name for person in people if person.role and plain(person.role) == bare]
    for found in (full, part, role):
        if len(found) == 1:
            return found[0]
    return None if part or _NOBODY.fullmatch(bare) else " ".join(label.split())


def _overlaps(told: set[str], name: set[str]) -> bool:
    """Say whether one is part of the other: "Lex" or "Dr. Lex Fridman" and "Lex Fridman"."""
    return bool(told and name) and (told <= name or name <= told)


# ---- when


def _inside(word: Word, duration: float) -> dict[str, float]:
    """Return a word's times, moved back where they run past the end."""
    start = max(0.0, min(word.start, duration - LEAST_S))
    return {"start": start, "end": max(min(word.end, duration), start + LEAST_S)}


def _cue_inside(cue: Cue, duration: float) -> Cue:
    start, end = min(cue.start, duration), min(cue.end, duration)
    return cue if (start, end) == (cue.start, cue.end) else cue.model_copy(update={"start": start, "end": end})


def _end(words: Sequence[Word]) -> float:
    return max(word.end for word in words)


STAGE = Stage(
    name="attribute",
    function=attribute,
    answers=Transcript,
    config=AttributeConfig,
    reads=(Episode, RawTranscript, Source, Corrections, KnownVoices),
    uses=("voices",),
    says="identifying speakers and sentences",
    about="Who speaks, turns, sentences, a frozen revision",
    version="9",
    unused=lambda source: () if source.audio_path else {"voices"},
    obeys=PEOPLE_OPS | WORD_OPS,
    also={Episode: with_people, Coverage: with_coverage, RawTranscript: with_moved},
)
