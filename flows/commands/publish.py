"""`highlights publish`: the site in a folder that any static host can serve."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows import screen
from flows.app import ARTIFACTS, Artifacts, AsJson, Assign, Config, Profile
from pipeline.errors import BadInput

ADDRESS = re.compile(r"https?://[^\s<>\"'?#]+")
MOST_NAMED = 5


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Write the site into this folder.")],
    base_url: Annotated[
        str, typer.Option("--base-url", metavar="URL", help="The address at which DIR will be served.")
    ],
    sound: Annotated[
        str,
        typer.Option(
            "--sound", metavar="KIND", help="Put clips, whole (clips and the whole audio) or none beside the pages."
        ),
    ] = "clips",
    artifacts: Artifacts = ARTIFACTS,
    profile: Profile = "default",
    config: Config = None,
    assign: Assign = None,
    as_json: AsJson = False,
) -> None:
    """Write a site for any web host: pages, sound, feeds, picture cards, sitemap, all with whole addresses."""
    from pipeline.bench import card_drawer
    from pipeline.corpus import looked_up, publish_corpus
    from pipeline.settings import gather
    from pipeline.stages.publish.config import PublishConfig
    from pipeline.static_site import SOUNDS, publish_site
    from pipeline.store import Store

    if not ADDRESS.fullmatch(base_url) or not base_url.isprintable():
        raise BadInput(f"expected --base-url https://…, found {base_url[:200]!r}")
    if sound not in SOUNDS:
        raise BadInput(f"expected --sound {', '.join(SOUNDS)}, found {sound[:80]!r}")
    inside, outside = folder.resolve(), artifacts.resolve()
    if inside == outside or inside.is_relative_to(outside) or outside.is_relative_to(inside):
        raise BadInput(f"expected a folder apart from {artifacts}, found {folder}")
    settings = gather(profile=profile, config=config, assignments=tuple(assign or ()))
    store, told = Store(artifacts), screen.use(screen.Screen())
    publish_corpus(
        store, settings.related, base_url=settings.of(PublishConfig).base_url, site_config=settings.site,
        tables_config=settings.tables, wait_s=settings.store.wait_s,
    )  # fmt: skip
    made = publish_site(
        store, folder, base_url=base_url.rstrip("/") + "/", look=looked_up(settings.site),
        sound=sound, draw=card_drawer(), say=told.say,  # type: ignore[arg-type]
    )  # fmt: skip
    if as_json:
        about = {"folder": str(folder), "episodes": made.episodes, "files": made.files, "bytes": made.sizes,
                 "removed": made.removed, "silent": made.silent, "without_card": made.without_card}  # fmt: skip
        screen.answer(about)
        return
    sizes = ", ".join(f"{kind} {_size(size)}" for kind, size in made.sizes.items())
    episodes = f"{made.episodes} {'episode' if made.episodes == 1 else 'episodes'}"
    sys.stdout.write(f"published {episodes} to {screen.visible(str(folder))}: {made.files} files, {_size(made.size)}\n")
    sys.stdout.write(f"{sizes}\n")
    if made.removed:
        sys.stdout.write(f"removed {made.removed} files that are no longer part of the site\n")
    for what, names in (("without sound", made.silent), ("no font for the card of", made.without_card)):
        if names:
            more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
            told.say(f"{what}: {', '.join(names[:MOST_NAMED])}{more}")


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"
