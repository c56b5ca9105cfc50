"""Bringing what is made over all episodes up to date: by one writer, from what is there then, replaced as a whole."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pydantic import ValidationError

from pipeline import folders
from pipeline.corpus.building import OURS, Facts, Work, build
from pipeline.corpus.database import DATABASE
from pipeline.corpus.gathering import all_signs, tell
from pipeline.corpus.generations import WAIT_S, Generations, only_writer
from pipeline.corpus.partitions import FILE, partitions
from pipeline.corpus.related import RelatedConfig
from pipeline.corpus.rendering import renderer
from pipeline.corpus.shared import putting
from pipeline.errors import BadInput
from pipeline.files import sha256
from pipeline.formats import delta_tables
from pipeline.formats.delta_tables import TablesConfig
from pipeline.formats.look import Look, SiteConfig, kind_of, look_of
from pipeline.store import Store

MOST_LOGO_BYTES = 200_000  # of the site's logo, which stands in every page
# what a generation says of itself
FACTS = ("with", "episodes", "left_out", "tables", "parts", "shards", "partitions", "language", "delta")


def publish_corpus(
    store: Store,
    config: RelatedConfig | None = None,
    *,
    base_url: str = "",
    site_config: SiteConfig | None = None,
    tables_config: TablesConfig | None = None,
    wait_s: float = WAIT_S,
    beside: Mapping[str, bytes] | None = None,
) -> None:
    """Return when a catalog is in place that holds every episode that is published, and none that is gone.

    There is one writer at a time. Whoever had to wait and finds that the one before took everything in leaves it at
    that. `wait_s` is for a writer that gives no sign of life. Without `config` the catalog is made as it was the last
    time. `beside` are more files for it, by name.
    """
    generations = Generations(store.root)
    with _uncollected(), only_writer(store.root, wait_s) as alive, putting(store):
        generations.sweep()
        before = facts = generations.facts()
        delta = (tables_config or TablesConfig()).delta
        if config is None:
            config, base_url, site_config = _as_before(facts)
            delta = str(facts.get("delta", ""))
        look = looked_up(site_config or SiteConfig())
        made_with = {
            "renderer": renderer(), "related": config.model_dump(mode="json"), "base_url": base_url,
            "site": (site_config or SiteConfig()).model_dump(mode="json"), "logo": sha256(look.picture),
        }  # fmt: skip
        current, altered = all_signs(store), generations.altered(facts)
        with generations.next() as generation:
            generation.add(beside or {})
            if facts.get("with") == made_with and facts.get("episodes") == current and not altered:
                tell(facts["left_out"])
                if generation.is_new or facts.get("delta", "") != delta:  # nothing but what lies beside
                    generation.finish({name: facts.get(name) for name in FACTS} | {"delta": delta}, ours=())
                _follow(delta, generations, before)
                return
            with partitions(generations.writers_file(FILE), made_by=renderer()) as parts:
                anew = altered - {DATABASE} or facts.get("with") != made_with
                if anew or facts.get("partitions") != parts.lineage:
                    facts = {}
                    parts.clear()
                work = Work(store, alive, generation, parts, config, base_url, look)
                generation.finish({"with": made_with, "delta": delta, **build(work, facts, current)}, ours=OURS)
                parts.commit()
        _follow(delta, generations, before)


def _follow(delta: str, generations: Generations, before: Facts) -> None:
    """Bring the Delta tables up to date with the catalog in place, where there are any."""
    folder = generations.folder()
    if not delta or folder is None:
        return
    now = generations.facts()
    old, new = before.get("episodes", {}), now["episodes"]
    changed = {id_ for id_ in old.keys() | new.keys() if old.get(id_) != new.get(id_) or new.get(id_) is None}
    delta_tables.follow(delta, folder, now["tables"], before=before.get("tables", {}), changed=changed)


def looked_up(config: SiteConfig) -> Look:
    """Return the look of the site, its logo read; `BadInput` where that is no picture."""
    if not config.logo:
        return look_of(config)
    path = folders.home() / config.logo
    if not path.is_file():
        raise BadInput(f"expected a picture at site.logo, found no file at {path}")
    if path.stat().st_size > MOST_LOGO_BYTES:
        raise BadInput(
            f"expected a logo of at most {MOST_LOGO_BYTES // 1000} kB, for it stands in every page; found "
            f"{path.stat().st_size // 1000} kB at {path}"
        )
    picture = path.read_bytes()
    if kind_of(picture) is None:
        raise BadInput(f"expected a PNG, JPEG, WebP, GIF or SVG at site.logo, found another file at {path}")
    return look_of(config, picture)


def _as_before(facts: Facts) -> tuple[RelatedConfig, str, SiteConfig]:
    """Return the settings that the catalog in place was made with; the defaults where it does not say."""
    before = facts.get("with", {})
    try:
        related = RelatedConfig.model_validate(before.get("related", {}))
        return related, str(before.get("base_url", "")), SiteConfig.model_validate(before.get("site", {}))
    except ValidationError:
        return RelatedConfig(), "", SiteConfig()  # of another version


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles out: it walks all records that are alive, again and again, and finds none.

    Records have no cycles; with a thousand of them alive it took a third of the time.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
