"""Flags: what was noticed about an episode, a section, a quote, a question or a clip. The one list of them all."""

from collections.abc import Mapping
from typing import Annotated, Literal, NamedTuple, cast, get_args

from pydantic import GetPydanticSchema
from pydantic_core import core_schema

Known = Literal[
    "audio-damaged",
    "audio-length-differs-from-published",
    "audio-longer-than-declared",
    "audio-starts-late",
    "audio-truncated",
    "channels-cancel",
    "chapters-left-out",
    "chapters-past-the-end",
    "clipped",
    "correction-conflict",
    "cues-overlap",
    "ends-in-speech",
    "ends-inferred",
    "gaps",
    "invalid-samples",
    "joined",
    "language-doubtful",
    "language-guessed",
    "language-not-worked-on",
    "language-uncertain",
    "length-from-transcript",
    "loops",
    "mojibake",
    "no-audio",
    "no-pause-to-cut-in",
    "no-speech",
    "odd-bytes",
    "one-channel-only",
    "picked by the publisher although",
    "pinned although",
    "quarantined",
    "quiet",
    "rolling-captions",
    "several-audio-streams",
    "silent",
    "sound-not-where-timed",
    "soundbite-outside-the-talk",
    "soundbites-past-the-end",
    "speaker-names-conflict",
    "speaker-unknown",
    "speakers-doubtful",
    "starts-in-speech",
    "starts-late",
    "teaser",
    "text-skipped",
    "time-unreliable",
    "times-in-milliseconds",
    "times-repaired",
    "times-unreliable",
    "unanswered",
    "uncertain-word",
    "very-short",
    "word-times-odd",
    "words-too-fast",
    "words-too-slow",
]
# The type checker lets code set known flags only; a record of a later version may hold others, so any text is read.
Flag = Annotated[Known, GetPydanticSchema(lambda _type, _handler: core_schema.str_schema())]
Although = Literal["pinned although", "picked by the publisher although"]
Of = Literal["episode", "section", "quote", "question", "clip"]


class Meaning(NamedTuple):
    """What a flag says to a reader."""

    of: Of  # what it is noticed about
    words: str  # for a label
    says: str  # one sentence


FLAGS: Mapping[Known, Meaning] = {
    # the sound, as it was decoded
    "audio-truncated": Meaning("episode", "file cut short", "The file ends before it says it does."),
    "audio-longer-than-declared": Meaning("episode", "longer than it says", "The file holds more sound than it says."),
    "audio-damaged": Meaning("episode", "damaged file", "The decoder found errors in the sound."),
    "audio-starts-late": Meaning("episode", "sound starts late", "The sound begins later than the file's clock."),
    "several-audio-streams": Meaning("episode", "several sound tracks", "Only the first sound track was used."),
    "channels-cancel": Meaning(
        "episode", "one channel heard", "Left and right cancel each other; the left one alone was heard."
    ),
    "one-channel-only": Meaning("episode", "one silent channel", "All sound is in one of two channels."),
    "invalid-samples": Meaning("episode", "invalid samples", "Some samples of the sound are not numbers."),
    "silent": Meaning("episode", "silent", "The file holds no sound above digital silence."),
    "quiet": Meaning("episode", "quiet", "The loudest moment is very quiet."),
    "clipped": Meaning("episode", "clipped", "The recording was too loud: its peaks are cut off."),
    "times-unreliable": Meaning(
        "episode", "times may be off", "The file is damaged; what comes after may be later or earlier."
    ),
    "very-short": Meaning("episode", "very short", "The sound is too short for a whole episode."),
    "audio-length-differs-from-published": Meaning(
        "episode", "another length than published", "The sound may be another edition."
    ),
    # what the publisher gave
    "no-audio": Meaning(
        "episode", "made from a transcript", "There was no sound, so nothing could be measured or heard."
    ),
    "length-from-transcript": Meaning("episode", "length as the transcript ends", "Nobody said how long it is."),
    "chapters-past-the-end": Meaning(
        "episode", "chapters past the end", "The publisher's last chapters begin after the sound has ended."
    ),
    "soundbites-past-the-end": Meaning(
        "episode",
        "soundbites past the end",
        "Soundbites of the publisher that end after the sound were left out.",
    ),
    "soundbite-outside-the-talk": Meaning(
        "episode",
        "soundbite outside the talk",
        "Soundbites of the publisher outside the talk or in advertising were left out.",
    ),
    # an imported transcript
    "cues-overlap": Meaning(
        "episode", "lines overlapped", "Lines of the given transcript overlapped in time; they were put in order."
    ),
    "times-repaired": Meaning(
        "episode", "times mended", "Times of the given transcript went back or stood still; they were mended."
    ),
    "rolling-captions": Meaning(
        "episode",
        "rolling captions",
        "Lines of the given transcript repeated those before; the repeats are left out.",
    ),
    "odd-bytes": Meaning(
        "episode",
        "odd characters",
        "The given transcript is not UTF-8; it was read as Latin-1 and may be wrong.",
    ),
    "language-guessed": Meaning("episode", "language guessed", "Nobody said which language is spoken."),
    # speech recognition and speakers
    "language-uncertain": Meaning(
        "episode", "language uncertain", "The recogniser was not sure which language is spoken."
    ),
    "no-speech": Meaning("episode", "no speech", "No speech was found in the sound."),
    "gaps": Meaning("episode", "gaps", "Some speech has no words; the coverage lists where."),
    "loops": Meaning("episode", "loops", "The recogniser repeated itself; the coverage lists where."),
    "quarantined": Meaning("episode", "doubtful words", "Some words are never quoted; the coverage says why."),
    "speaker-names-conflict": Meaning(
        "episode", "names in conflict", "The evidence gives one voice two names, or one name to two voices."
    ),
    "correction-conflict": Meaning("episode", "a correction no longer fits", "See “Corrections made”."),
    # sections, quotes, questions, clips
    "teaser": Meaning("section", "preview", "The section plays moments of the episode in advance."),
    "speaker-unknown": Meaning("quote", "speaker unknown", "Nobody could be named as the speaker."),
    "uncertain-word": Meaning("quote", "a word is uncertain", "The recogniser was not sure of one of these words."),
    "time-unreliable": Meaning("quote", "time may be off", "It comes after damage in the file."),
    "pinned although": Meaning(
        "quote", "pinned although", "A person wants this quote; the reason after the colon speaks against it."
    ),
    "picked by the publisher although": Meaning(
        "quote",
        "picked by the publisher although",
        "The publisher wants this quote; the reason after the colon speaks against it.",
    ),
    "ends-inferred": Meaning(
        "episode", "ends inferred", "The given transcript does not say when lines end: they end where the next starts."
    ),
    "text-skipped": Meaning(
        "episode",
        "text left out",
        "Some text of the given transcript is no speech for certain; see “Not in the transcript”.",
    ),
    "speakers-doubtful": Meaning(
        "episode", "speakers in doubt", "Some lines may have a speaker of their own: they belong to nobody."
    ),
    "words-too-fast": Meaning(
        "episode", "too many words", "More words a second than anybody says: the times may be wrong."
    ),
    "words-too-slow": Meaning(
        "episode", "too few words", "Fewer words than the times have room for: the times may be wrong."
    ),
    "starts-late": Meaning(
        "episode", "starts late", "The first words come a quarter of an hour in or later: the times may be shifted."
    ),
    "times-in-milliseconds": Meaning(
        "episode", "times in milliseconds", "The given times only made sense as milliseconds."
    ),
    "word-times-odd": Meaning(
        "episode", "word times left out", "Times of words in the given file did not fit their lines."
    ),
    "mojibake": Meaning(
        "episode",
        "letters mended",
        "Letters of the given transcript had been read in a wrong encoding; they were mended.",
    ),
    "language-doubtful": Meaning(
        "episode", "language in doubt", "The letters are not those of the language that was named."
    ),
    "language-not-worked-on": Meaning(
        "episode",
        "language not worked on",
        "It has no blanks between words: they were cut where the script changes.",
    ),
    "chapters-left-out": Meaning(
        "episode", "chapters left out", "Chapters of the publisher's file have no time that can be read."
    ),
    "joined": Meaning(
        "question", "with its lead-in", "The sentence before the question is printed with it, because it is needed."
    ),
    "unanswered": Meaning("question", "unanswered", "No answer to it was found."),
    "no-pause-to-cut-in": Meaning("clip", "no pause to cut in", "The pause at an edge is too short for a clean cut."),
    "starts-in-speech": Meaning("clip", "starts in speech", "The clip begins while somebody is speaking."),
    "ends-in-speech": Meaning("clip", "ends in speech", "The clip ends while somebody is speaking."),
    "sound-not-where-timed": Meaning(
        "clip", "cut by its sound", "The sound did not begin or end where the word times say."
    ),
}


def although(what: Although, reason: str) -> Flag:
    """Return a flag that gives its reason: "pinned although: too short"."""
    return cast("Known", f"{what}: {reason}")


def meaning(flag: str) -> Meaning | None:
    """Return what a flag says; None for one of a later version."""
    name = flag.partition(": ")[0]
    return FLAGS[cast("Known", name)] if name in get_args(Known) else None


def words(flag: str) -> tuple[str, str]:
    """Return a flag in words and what it says; a flag of a later version as it is, without its hyphens.

    >>> words("silent")
    ('silent', 'The file holds no sound above digital silence.')
    """
    found = meaning(flag)
    if found is None:
        return flag.replace("_", " ").replace("-", " "), ""
    reason = flag.partition(": ")[2]
    return (f"{found.words}: {reason}" if reason else found.words), found.says
