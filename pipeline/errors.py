"""Everything that can go wrong on purpose, and the exit code each kind ends with.

    HighlightsError                 1  the work failed
    ├── ProofFailed                 1  an artifact does not prove what it says
    ├── OtherRules                  1  an artifact was proved by the rules of another version
    ├── ArtifactDamaged             1  an artifact is missing, truncated or altered
    │   └── MadeByNewer             1  an artifact of a newer version, which this one cannot read
    ├── TranscriptionFailed         1  an engine gave nothing usable
    ├── BadInput                    2  a file or an id that cannot be worked on
    │   ├── NotAudio                2  no decodable sound in the file
    │   ├── BadTranscript           2  a transcript file that cannot be read
    │   └── BadFeed                 2  a feed, or what it points to, that is not what it must be
    ├── BadConfig                   2  a setting that is unknown or out of range
    ├── SomeFailed                  3  a batch in which some episodes failed
    └── MachineLacks                4  the machine lacks a tool, weights, space or a permission
        ├── Busy                    4  another process holds the episode
        └── TransientFailure        4  a disk or a registry failed; the same may work in a moment
            └── Unreachable         4  a server of the web did not answer as it must

A message is one line: what was expected, what was found, which file, what to do next.
"""

import errno

# What may be gone in a moment. A full disk, a missing permission or a read-only disk stays until a person acts.
TRANSIENT = frozenset(
    {
        errno.EIO, errno.EAGAIN, errno.EINTR, errno.EBUSY, errno.ETIMEDOUT, errno.ESTALE, errno.EMFILE, errno.ENFILE,
        errno.ENOMEM, errno.ENOBUFS, errno.ECONNRESET, errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH,
    }
)  # fmt: skip
REMEDIES = {
    errno.ENOSPC: "free space on that disk",
    errno.EDQUOT: "free space within your quota",
    errno.EROFS: "make that disk writable",
    errno.EACCES: "make it readable and writable for you",
    errno.EPERM: "make it readable and writable for you",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
    errno.ENFILE: "end programs that hold many files open",
    errno.EIO: "check that disk",
}


class HighlightsError(Exception):
    """Base of all expected errors; `exit_code` is what the command line ends with."""

    exit_code = 1


class ProofFailed(HighlightsError):
    """An artifact does not prove what it says."""


class OtherRules(HighlightsError):
    """An artifact was proved by the rules of another version of the program; today's do not prove all of it."""


class ArtifactDamaged(HighlightsError):
    """An artifact is missing, truncated or altered."""


class MadeByNewer(ArtifactDamaged):
    """An artifact of a newer version, which this one cannot read and must not replace."""


class TranscriptionFailed(HighlightsError):
    """An engine gave nothing usable."""


class BadInput(HighlightsError):
    """A file or an id that cannot be worked on."""

    exit_code = 2


class NotAudio(BadInput):
    """No decodable sound in the file."""


class BadTranscript(BadInput):
    """A transcript file that cannot be read."""


class BadFeed(BadInput):
    """A feed, or what it points to, that is not what it must be."""


class BadConfig(HighlightsError):
    """A setting that is unknown or out of range."""

    exit_code = 2


class SomeFailed(HighlightsError):
    """A batch in which some episodes failed and the others finished."""

    exit_code = 3


class MachineLacks(HighlightsError):
    """The machine lacks a tool, weights, space or a permission."""

    exit_code = 4


class Busy(MachineLacks):
    """Another process holds the episode."""


class TransientFailure(MachineLacks):
    """A disk or a registry failed; the same may work in a moment."""


class Unreachable(TransientFailure):
    """A server of the web did not answer as it must; `retry_after_s` is how long it wants to be left alone."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


def is_transient(error: object) -> bool:
    """Say whether the same work may succeed in a moment, without anybody's help."""
    return isinstance(error, TransientFailure) or (isinstance(error, OSError) and error.errno in TRANSIENT)


def machine_failure(error: OSError, doing: str, *, otherwise: str = "") -> MachineLacks:
    """Return the expected error for one of the operating system: what could not be done, why, what to do next.

    `doing` is the end of "cannot …"; `otherwise` is another way out, beside the remedy for this error.
    """
    kind = TransientFailure if error.errno in TRANSIENT else MachineLacks
    remedy = REMEDIES.get(error.errno or 0, "check that path")
    ways = f"{remedy}, or {otherwise}" if otherwise else remedy
    return kind(f"cannot {doing}: {error.strerror or error}; {ways}, then run the same command again")
