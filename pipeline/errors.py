"""Everything that can go wrong on purpose, and the exit code each kind ends with.

    HighlightsError                 1  the work failed
    ├── ProofFailed                 1  an artifact does not prove what it says
    ├── ArtifactDamaged             1  an artifact is missing, truncated or altered
    ├── TranscriptionFailed         1  an engine gave nothing usable
    ├── BadInput                    2  a file or an id that cannot be worked on
    │   ├── NotAudio                2  no decodable sound in the file
    │   └── BadTranscript           2  a transcript file that cannot be read
    ├── BadConfig                   2  a setting that is unknown or out of range
    ├── SomeFailed                  3  a batch in which some episodes failed
    └── MachineLacks                4  the machine lacks a tool, weights, space or a permission
        └── Busy                    4  another process holds the episode

A message is one line: what was expected, what was found, which file, what to do next.
"""


class HighlightsError(Exception):
    """Base of all expected errors; `exit_code` is what the command line ends with."""

    exit_code = 1


class ProofFailed(HighlightsError):
    """An artifact does not prove what it says."""


class ArtifactDamaged(HighlightsError):
    """An artifact is missing, truncated or altered."""


class TranscriptionFailed(HighlightsError):
    """An engine gave nothing usable."""


class BadInput(HighlightsError):
    """A file or an id that cannot be worked on."""

    exit_code = 2


class NotAudio(BadInput):
    """No decodable sound in the file."""


class BadTranscript(BadInput):
    """A transcript file that cannot be read."""


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
