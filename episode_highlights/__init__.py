"""Read what episode-highlights made, from another program.

    import episode_highlights

    archive = episode_highlights.open("artifacts")
    for episode in archive:
        for quote in episode.quotes():
            print(quote.start, quote.speaker, quote.text, episode.url(quote.id))
    talk = archive.episode("my-show-12")
    talk.resolve("q7k3d")              # a quote, section, question, clip or footnote, also by an id of an earlier run
    archive.search('"double descent"', speaker="Bennett")
    episode_highlights.frame(talk.sentences())   # a pandas DataFrame

Everything that is returned is a frozen record; docs/records.md describes the fields. Times are seconds from the start
of the decoded audio. Nothing here listens, loads a model or changes an episode; `search` brings
the catalog up to date where it is older than an episode. Errors are those of `pipeline.errors`, each with
one line that says what was expected, what was found and what to do next.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from episode_highlights.reader import Archive, EpisodeReader, Resolved, Spoken
from pipeline.errors import HighlightsError

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["Archive", "EpisodeReader", "HighlightsError", "Resolved", "Spoken", "frame", "open"]


def open(artifacts: str | Path = "artifacts") -> Archive:
    """Return the episodes of an artifacts folder; `BadInput` where there is no such folder."""
    return Archive(Path(artifacts))


def frame(records: Sequence[Any]) -> "DataFrame":
    """Return records as a pandas DataFrame with a column for each field; an empty one for none."""
    import pandas as pd

    return pd.DataFrame([record.model_dump(mode="python") for record in records])
