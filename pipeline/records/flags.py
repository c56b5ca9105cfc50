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
    "context-not-judged",
    "correction-conflict",
    "cues-overlap",
    "ends-in-speech",
    "ends-inferred",
    "embedder-without-numbers",
    "gaps",
    "guest-by-words",
    "interrupted",
    "invalid-samples",
    "joined",
    "language-doubtful",
    "language-guessed",
    "language-without-frames",
    "language-without-grammar",
    "language-uncertain",
    "length-from-transcript",
    "loops",
    "mojibake",
    "no-audio",
    "no-notes-for-this-kind",
    "no-pause-to-cut-in",
    "no-speech",
    "not-in-this-audio",
    "odd-bytes",
    "one-channel-only",
    "picked by the publisher although",
    "pinned although",
    "quarantined",
    "quiet",
    "reanchored",
    "rolling-captions",
    "several-audio-streams",
    "silent",
    "sound-not-where-timed",
    "soundbite-outside-the-talk",
    "soundbites-past-the-end",
    "speaker-names-conflict",
    "speaker-unknown",
    "speakers-doubtful",
    "speakers-overlap",
    "spoken-over",
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
    "words-not-in-this-audio",
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
    "audio-truncated": Meaning("episode", "file cut short", "The file ends before its declared length."),
    "audio-longer-than-declared": Meaning(
        "episode", "longer than declared", "The file contains more audio than it declares."
    ),
    "audio-damaged": Meaning("episode", "damaged file", "The decoder found errors in the audio."),
    "audio-starts-late": Meaning("episode", "sound starts late", "The sound begins later than the file's clock."),
    "several-audio-streams": Meaning(
        "episode", "several sound tracks", "The file has several sound tracks; one of them was used."
    ),
    "channels-cancel": Meaning(
        "episode", "left channel only", "The two channels cancel each other, so only the left one was used."
    ),
    "one-channel-only": Meaning("episode", "one silent channel", "One of the two channels is silent."),
    "invalid-samples": Meaning("episode", "invalid samples", "Some samples of the sound are not numbers."),
    "silent": Meaning("episode", "silent", "The file holds no sound above digital silence."),
    "quiet": Meaning("episode", "quiet", "The loudest moment is very quiet."),
    "clipped": Meaning("episode", "clipped", "The recording was too loud: its peaks are cut off."),
    "times-unreliable": Meaning(
        "episode", "times may be off", "The file is damaged. Times after the damage may be too early or too late."
    ),
    "reanchored": Meaning(
        "episode", "times of another recording", "The times were carried over from the recording it was made from."
    ),
    "words-not-in-this-audio": Meaning(
        "episode", "words not in this audio", "Some words are not in this recording; the transcript marks them."
    ),
    "very-short": Meaning("episode", "very short", "The audio is too short for an episode."),
    "audio-length-differs-from-published": Meaning(
        "episode", "length differs from the published one", "The file may be a different edition."
    ),
    # what the publisher gave
    "no-audio": Meaning(
        "episode", "made from a transcript", "There was no audio, so speech and coverage were not measured."
    ),
    "length-from-transcript": Meaning(
        "episode", "length from the transcript", "The episode's length is unknown; the end of the transcript is used."
    ),
    "chapters-past-the-end": Meaning(
        "episode", "chapters past the end", "The publisher's last chapters start after the end of the audio."
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
        "episode", "overlapping cues", "Cues of the imported transcript overlapped in time. They were put in order."
    ),
    "times-repaired": Meaning(
        "episode",
        "times repaired",
        "Times of the imported transcript went backwards or did not move. They were repaired.",
    ),
    "rolling-captions": Meaning(
        "episode",
        "rolling captions",
        "Lines of the given transcript repeated those before; the repeats are left out.",
    ),
    "odd-bytes": Meaning(
        "episode", "odd characters", "The imported transcript contained bytes that are not text. They were replaced."
    ),
    "language-guessed": Meaning(
        "episode", "language guessed", "The language was not given, so the program guessed it."
    ),
    # speech recognition and speakers
    "language-uncertain": Meaning(
        "episode", "language uncertain", "The speech recogniser was unsure about the language."
    ),
    "no-speech": Meaning("episode", "no speech", "No speech was found in the sound."),
    "gaps": Meaning("episode", "gaps", "Some speech has no words; the coverage lists where."),
    "loops": Meaning("episode", "loops", "The recogniser repeated itself; the coverage lists where."),
    "quarantined": Meaning("episode", "doubtful words", "Some words are never quoted; the coverage says why."),
    "speaker-names-conflict": Meaning(
        "episode", "names in conflict", "The evidence gives one voice two names, or one name to two voices."
    ),
    "correction-conflict": Meaning("episode", "correction no longer applies", "See “Corrections”."),
    "no-notes-for-this-kind": Meaning(
        "episode", "no notes", "Notes on this kind of show do not read well, so none were written."
    ),
    # sections, quotes, questions, clips
    "teaser": Meaning("section", "preview", "The section plays moments of the episode in advance."),
    "speaker-unknown": Meaning("quote", "speaker unknown", "Nobody could be named as the speaker."),
    "guest-by-words": Meaning(
        "quote", "a guest, by the words", "Nobody is named. The words sound like a guest's, not like the host's."
    ),
    "uncertain-word": Meaning("quote", "uncertain word", "The speech recogniser was unsure about one of these words."),
    "spoken-over": Meaning("quote", "spoken over", "Somebody else speaks during a part of these words."),
    "not-in-this-audio": Meaning(
        "quote", "not in this audio", "Some of these words are not in the recording that the times are of."
    ),
    "interrupted": Meaning(
        "quote", "interrupted", "In this recording other sound, such as an advert, lies between these words."
    ),
    "time-unreliable": Meaning("quote", "time may be off", "The file is damaged before this point."),
    "pinned although": Meaning(
        "quote", "pinned although", "A person wants this quote; the reason after the colon speaks against it."
    ),
    "picked by the publisher although": Meaning(
        "quote",
        "picked by the publisher although",
        "The publisher wants this quote; the reason after the colon speaks against it.",
    ),
    "ends-inferred": Meaning(
        "episode", "ends inferred", "The imported transcript has no end times. Each cue ends where the next one starts."
    ),
    "text-skipped": Meaning(
        "episode",
        "text left out",
        "Some text of the imported transcript could not be placed. See “Not in the transcript”.",
    ),
    "speakers-doubtful": Meaning(
        "episode", "speakers in doubt", "Some cues may have another speaker, so they have none."
    ),
    "words-too-fast": Meaning(
        "episode", "too many words", "The words come faster than people speak. The times may be wrong."
    ),
    "words-too-slow": Meaning(
        "episode", "too few words", "There are few words for this length of time. The times may be wrong."
    ),
    "starts-late": Meaning(
        "episode", "starts late", "The first words come after a quarter of an hour. The times may be shifted."
    ),
    "times-in-milliseconds": Meaning(
        "episode",
        "times in milliseconds",
        "The times were read as milliseconds, because as seconds they made no sense.",
    ),
    "word-times-odd": Meaning(
        "episode", "word times left out", "Word times in the imported file did not fit their cues and were left out."
    ),
    "mojibake": Meaning(
        "episode",
        "letters mended",
        "Letters of the given transcript had been read in a wrong encoding; they were mended.",
    ),
    "language-doubtful": Meaning(
        "episode", "language in doubt", "The letters are not those of the language that was named."
    ),
    "language-without-grammar": Meaning(
        "episode",
        "no grammar for this language",
        "The program has no rules of grammar for this language. Sections, quotes, questions and clips are chosen by "
        "signs that every language has; advertising and corrections by a speaker may go unnoticed.",
    ),
    "language-without-frames": Meaning(
        "episode",
        "no sentences of its own",
        "The program writes no sentences in this language. It prints what was said.",
    ),
    "context-not-judged": Meaning(
        "quote", "context not judged", "Nobody checked whether the speaker corrects this in the sentences beside it."
    ),
    "embedder-without-numbers": Meaning(
        "episode",
        "sentence model without numbers",
        "No scores were fitted on this sentence model, so signs that every language has took their place.",
    ),
    "chapters-left-out": Meaning(
        "episode", "chapters left out", "Some of the publisher's chapters have no readable time."
    ),
    "joined": Meaning(
        "question", "includes the sentence before", "The question needs the sentence before it, so both are printed."
    ),
    "unanswered": Meaning("question", "unanswered", "No answer was found."),
    "no-pause-to-cut-in": Meaning("clip", "no pause to cut in", "The pause at an edge is too short for a clean cut."),
    "starts-in-speech": Meaning("clip", "starts in speech", "The clip begins while somebody is speaking."),
    "ends-in-speech": Meaning("clip", "ends in speech", "The clip ends while somebody is speaking."),
    "speakers-overlap": Meaning("clip", "two speak at once", "Two people speak at once in a part of this clip."),
    "sound-not-where-timed": Meaning(
        "clip", "cut at a pause", "The word times did not match the audio, so the clip was cut at a pause."
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
