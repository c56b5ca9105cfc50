"""What flags say to a reader: a few plain words, and what they mean."""

WORDS: dict[str, tuple[str, str]] = {
    "joined": ("with its lead-in", "The sentence before the question is printed with it, because it is needed."),
    "unanswered": ("unanswered", "No answer to it was found."),
    "uncertain-word": ("a word is uncertain", "The recogniser was not sure of one of these words."),
    "time-unreliable": ("time may be off", "It comes after damage in the file."),
    "times-unreliable": ("times may be off", "The file is damaged; what comes after may be later or earlier."),
    "sound-not-where-timed": ("cut by its sound", "The sound did not begin or end where the word times say."),
    "no-audio": ("made from a transcript", "There was no sound: nothing could be measured or heard."),
    "length-from-transcript": ("length as the transcript ends", "Nobody said how long the episode is."),
    "cues-overlap": ("lines overlapped", "Lines of the given transcript overlapped in time; they were put in order."),
    "times-repaired": ("times mended", "Times of the given transcript went back or stood still; they were mended."),
    "ends-inferred": (
        "ends inferred",
        "The given transcript does not say when lines end: they end where the next starts.",
    ),
    "rolling-captions": ("rolling captions", "The given captions showed lines again; each was read once."),
    "text-skipped": (
        "text left out",
        "Some text of the given transcript is no speech for certain; see “Not in the transcript”.",
    ),
    "speakers-doubtful": ("speakers in doubt", "Some lines may have a speaker of their own: they belong to nobody."),
    "words-too-fast": ("too many words", "More words a second than anybody says: the times may be wrong."),
    "words-too-slow": ("too few words", "Fewer words than the times have room for: the times may be wrong."),
    "starts-late": ("starts late", "The first words come a quarter of an hour in or later: the times may be shifted."),
    "times-in-milliseconds": ("times in milliseconds", "The given times only made sense as milliseconds."),
    "word-times-odd": ("word times left out", "Times of words in the given file did not fit their lines."),
    "mojibake": (
        "letters mended",
        "Letters of the given transcript had been read in a wrong encoding; they were mended.",
    ),
    "language-doubtful": ("language in doubt", "The letters are not those of the language that was named."),
    "loops": ("repetitions", "The same words come again and again, as a recogniser's loop; they are never quoted."),
    "language-not-worked-on": (
        "language not worked on",
        "It sets no blanks between words: they were cut where the script changes, and few quotes can be found.",
    ),
    "language-guessed": ("language guessed", "Nobody said which language is spoken."),
    "language-uncertain": ("language uncertain", "The recogniser was not sure which language is spoken."),
    "odd-bytes": ("odd characters", "The given transcript held bytes that are no text; they were replaced."),
    "audio-damaged": ("damaged file", "The decoder found errors in the sound."),
    "audio-truncated": ("file cut short", "The file ends before it says it does."),
    "audio-longer-than-declared": ("longer than it says", "The file holds more sound than it says."),
    "audio-length-differs-from-published": ("another length than published", "It may be another edition."),
    "chapters-past-the-end": (
        "chapters past the end",
        "The publisher's last chapters begin after the sound has ended.",
    ),
    "chapters-left-out": ("chapters left out", "Chapters of the publisher's file have no time that can be read."),
    "channels-cancel": ("one channel heard", "Left and right cancel each other; the left one alone was heard."),
    "one-channel-only": ("one silent channel", "All sound is in one of two channels."),
    "correction-conflict": ("a correction no longer fits", "See “Corrections made”."),
    "very-short": ("very short", "Hardly an episode."),
}


def words(flag: str) -> tuple[str, str]:
    """Return a flag in words and what it means; the flag itself where it needs no explanation."""
    return WORDS.get(flag, (flag.replace("_", " ").replace("-", " "), ""))
