"""`ids.json`: what became of every id that an episode used before, for whoever follows an old link."""

import json

from pipeline.records import Highlights


def tombstones(record: Highlights) -> str:
    """Return `{old id: {now, why, since, start, end}}`; an empty object where no id was used before."""
    found = {stone.id: stone.model_dump(mode="json", exclude={"id"}) for stone in record.gone}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def for_page(record: Highlights) -> dict[str, tuple[str | None, str, float, float]]:
    """Return what the page's script needs of each such id: what stands there now, why, and where it was."""
    return {stone.id: (stone.now, stone.why, stone.start, stone.end) for stone in record.gone}
