"""`highlights list`: the episodes that were made."""

import sys
from collections import deque

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, answered


def list(artifacts: Artifacts = ARTIFACTS, as_json: AsJson = False) -> None:
    """Print the episodes that were made, the newest first: id, date, length, title, show."""
    from flows.screen import clock
    from pipeline.corpus import listed, searchable
    from pipeline.store import Store

    store = Store(artifacts)
    unread = deque[str]()
    with answered(as_json, episodes=[], problems=[]):
        episodes = listed(searchable(store, unread.append)) if store.episode_ids() else []
    for what in unread:
        screen.note(f"not listed: {what}")
    if as_json:
        answer = {"episodes": [one._asdict() for one in episodes], "problems": [*unread], "error": None}
        screen.answer(answer)
        return
    if not episodes:
        screen.note(f"no episodes in {artifacts}; make one with: highlights run FILE")
    width = max((len(one.id) for one in episodes), default=0)
    for one in episodes:
        about = " · ".join(part for part in (one.title, one.show) if part)
        date = (one.published or "")[:10]
        sys.stdout.write(screen.visible(f"{one.id:{width}}  {date:10}  {clock(one.duration):>7}  {about}") + "\n")
