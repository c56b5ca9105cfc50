"""`highlights search`: the moments at which words were said, in all episodes."""

import json
import sys
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered
from pipeline.errors import BadInput


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help="The words to find, in any order.")],
    most: Annotated[int, typer.Option(metavar="N", help="Print at most this many moments.", min=1, max=1000)] = 20,
    artifacts: Artifacts = ARTIFACTS,
    as_json: AsJson = False,
) -> None:
    """Find words in the transcripts of all episodes; print the moments, best match first."""
    from flows.report import clock
    from pipeline.corpus import find
    from pipeline.store import Store

    store, unread = Store(artifacts), list[str]()
    with answered(as_json, hits=[], problems=[]):
        if not store.episode_ids():
            raise BadInput(f"expected episodes in {artifacts}, found none; make one with: highlights run FILE")
        hits = find(store, " ".join(words), most=most, unreadable=unread.append)
    for what in unread:
        screen.note(f"not searched: {what}")
    if not hits:
        screen.note(f"no matches for “{' '.join(words)}” in {artifacts}")
    if as_json:
        answer = {"hits": [hit.model_dump() for hit in hits], "problems": unread, "error": None}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for hit in hits:
        who = f"{hit.speaker}: " if hit.speaker else ""
        sys.stdout.write(screen.visible(f"{hit.episode_id}  {clock(hit.start)}  {who}{hit.text}") + "\n")
        sys.stdout.write(f"    {artifacts / hit.episode_id / 'page.html'}#w{hit.word}\n")
