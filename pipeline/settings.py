"""All knobs in one place: gathers the stages' and engines' config models and reads them from TOML.

Layers, the later wins: the defaults in the code, the project's `config/default.toml` where there is one, a profile
(`config/<name>.toml`, else one that the package carries), the show's file (`config/shows/<show>.toml`), a person's
`--config`, then each `--set`.
"""

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from pydantic import BaseModel, Field, ValidationError, create_model

from pipeline import folders
from pipeline.corpus.related import RelatedConfig
from pipeline.engines.chat_writer import WriterConfig
from pipeline.engines.clip_cutter import ClipsConfig
from pipeline.engines.embeddings import EmbeddingConfig
from pipeline.engines.ffmpeg import DecodeConfig
from pipeline.engines.speaker_activity import ActivityConfig
from pipeline.engines.speakers import VoiceConfig
from pipeline.engines.voice_activity import VadConfig
from pipeline.engines.whisper_decoding import WhisperConfig
from pipeline.errors import BadConfig
from pipeline.feeds.config import FeedsConfig
from pipeline.formats.delta_tables import TablesConfig
from pipeline.formats.look import SiteConfig
from pipeline.limits import BatchConfig
from pipeline.lock import StoreConfig
from pipeline.records import Record
from pipeline.schedule import AlertsConfig, ScheduleConfig
from pipeline.stage import Stage
from pipeline.stages import STAGES

DEFAULT = "default"  # the profile that is the project's own file, or none
PROFILES = Path(__file__).with_name("profiles")  # carried by the package; a project's file of the same name wins
C = TypeVar("C", bound=Record)
Tables = dict[str, Any]
NOT_IN_A_SLUG = re.compile(r"[^a-z0-9]+")


class Settings(Record):
    """Every setting, by table; `with_stages` adds the tables of the stages."""

    decode: DecodeConfig = DecodeConfig()
    voice_activity: VadConfig = VadConfig()
    whisper: WhisperConfig = WhisperConfig()
    voices: VoiceConfig = VoiceConfig()
    speaker_activity: ActivityConfig = ActivityConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    writer: WriterConfig = WriterConfig()
    related: RelatedConfig = RelatedConfig()
    clips: ClipsConfig = ClipsConfig()
    site: SiteConfig = Field(default=SiteConfig(), exclude=True)  # excluded: it changes no answer
    tables: TablesConfig = Field(default=TablesConfig(), exclude=True)  # excluded: it changes no answer
    schedule: ScheduleConfig = Field(default=ScheduleConfig(), exclude=True)  # excluded: it changes no answer
    alerts: AlertsConfig = Field(default=AlertsConfig(), exclude=True)  # excluded: who hears of a failure
    feeds: FeedsConfig = Field(default=FeedsConfig(), exclude=True)  # excluded: what is fetched is the source
    batch: BatchConfig = Field(default=BatchConfig(), exclude=True)  # excluded: how much at once changes no answer
    store: StoreConfig = Field(default=StoreConfig(), exclude=True)  # excluded: waiting changes no answer

    def of(self, kind: type[C]) -> C:
        """Return the table of a config model: `settings.of(QuotesConfig)` is the table `[quotes]`."""
        return next(table for name in type(self).model_fields if isinstance(table := getattr(self, name), kind))


def with_stages(stages: Sequence[Stage]) -> type[Settings]:
    """Return the model of all settings: the tables above, and one for each stage under its name."""
    tables: dict[str, Any] = {stage.name: (stage.config, stage.config()) for stage in stages}
    return create_model("Settings", __base__=Settings, __doc__=Settings.__doc__, **tables)


WHOLE = with_stages(STAGES)


def defaults() -> Settings:
    """Return the settings with every key at its default."""
    return WHOLE()


def slug(name: str) -> str:
    """Return a name as it is used in file names and ids: "Deep Double Descent" → deep-double-descent.

    A name without any of a–z and 0–9 becomes a number made of its letters.
    """
    return NOT_IN_A_SLUG.sub("-", name.lower()).strip("-") or (
        f"x{crc32(name.encode()):08x}" if any(c.isalnum() for c in name) else "x"
    )


def profile_path(name: str) -> Path:
    """Return a profile's file, the project's before the package's; `BadConfig` lists those there are."""
    there = {path.stem: path for place in (PROFILES, folders.config()) for path in place.glob("*.toml")}
    if name not in there:
        raise BadConfig(f"expected a profile ({', '.join(sorted({DEFAULT, *there}))}), found {name!r}")
    return there[name]


def gather(
    *, profile: str = DEFAULT, show: str | None = None, config: Path | None = None, assignments: Sequence[str] = ()
) -> Settings:
    """Return the settings of one run: the project's defaults, profile, show file, own file, single assignments."""
    files = [path for path in (folders.config() / f"{DEFAULT}.toml",) if path.is_file()]
    if profile != DEFAULT:
        files.append(profile_path(profile))
    if show and (path := folders.config() / "shows" / f"{slug(show)}.toml").is_file():
        files.append(path)
    if config:
        files.append(config)
    tables: Tables = {}
    for path in files:
        layer = read(path)
        check(layer, str(path), path.read_text(encoding="utf-8"))
        tables = _merged(tables, layer)
    for assignment in assignments:
        layer = assigned(assignment)
        check(layer, f"--set {assignment}", "")
        tables = _merged(tables, layer)
    return WHOLE.model_validate(_normal(tables))


def read(path: Path) -> Tables:
    """Return a TOML file's tables; `BadConfig` with its line where it is not TOML."""
    return _with_glossary(_tables(path), path.parent)


def _tables(path: Path) -> Tables:
    if not path.is_file():
        raise BadConfig(f"expected a settings file, found nothing at {path}")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        raise BadConfig(f"{path} is not TOML: {error}") from error


def _with_glossary(tables: Tables, folder: Path) -> Tables:
    """Put the terms of a glossary that is named as a file in its place; the file lies beside what names it."""
    table = tables.get("transcribe")
    if not isinstance(table, dict) or not isinstance(table.get("glossary"), str):
        return tables
    return tables | {"transcribe": table | {"glossary": glossary(folder / table["glossary"])}}


def glossary(path: Path) -> list[Tables]:
    """Return the terms of a glossary: TOML with `terms = [{ write, heard }]`, or CSV with the columns write and heard.

    A CSV line is `Sutskever,Sotskever;Satskever`; several lines of one spelling count together. `BadConfig`
    names the line that is no term.
    """
    if not path.is_file():
        raise BadConfig(f"expected a glossary, found nothing at {path}")
    if path.suffix == ".toml":
        terms = _tables(path).get("terms")
        if not isinstance(terms, list):
            raise BadConfig(f"{path}: expected terms = [{{ write, heard }}], found {terms!r:.80}")
        return terms
    try:
        rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
        head, *lines = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(row)] or [(1, [])]
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path}: expected UTF-8 text, found other bytes ({error.reason})") from error
    except csv.Error as error:
        raise BadConfig(f"{path}: expected lines of two columns, found others: {error}") from error
    if head[1] != ["write", "heard"]:
        raise BadConfig(f"{path}, line 1: expected the columns write,heard, found {','.join(head[1])!r:.80}")
    heard: dict[str, list[str]] = {}
    for number, row in lines:
        if len(row) != 2 or not row[0]:
            raise BadConfig(
                f"{path}, line {number}: expected a correct spelling and its misspellings, found {','.join(row)!r:.80}"
            )
        heard.setdefault(row[0], []).extend(part for p in row[1].split(";") if (part := p.strip()))
    return [{"write": write, "heard": readings} for write, readings in heard.items()]


def assigned(assignment: str) -> Tables:
    """Return `table.key=value` as tables; the value is TOML, and a bare word is taken as text.

    `BadConfig` where a part is missing.
    """
    name, equals, value = assignment.partition("=")
    table, dot, key = name.strip().partition(".")
    if not (equals and dot and key):
        raise BadConfig(f"expected --set table.key=value, found {assignment!r:.200}")
    try:
        meant = tomllib.loads(f"value = {value}")["value"]
    except (ValueError, RecursionError):
        meant = value.strip()
    return _with_glossary({table: {key: meant}}, Path())


def check(tables: Tables, place: str, text: str) -> None:
    """Raise `BadConfig` that names the place, line, key, what was found and what is allowed."""
    try:
        WHOLE.model_validate(_normal(tables))
    except ValidationError as error:
        first = error.errors()[0]
        at = [str(part) for part in first["loc"]]
        name = ".".join(at)
        line = _line_of(text, at)
        where = f"{place}, line {line}" if line else place
        if first["type"] == "extra_forbidden":
            allowed = ", ".join(sorted(_fields(at[:-1])))
            raise BadConfig(f"{where}: unknown key {name[:80]}; allowed here: {allowed}") from None
        raise BadConfig(f"{where}: {name[:80]}: {first['msg'][:400]}, found {first['input']!r:.200}") from None


def _fields(at: Sequence[str]) -> Mapping[str, object]:
    """Return the fields that the model at this place of the settings has."""
    model: type[BaseModel] = WHOLE
    for part in at:
        found = model.model_fields.get(part)
        if found is None or not isinstance(found.annotation, type) or not issubclass(found.annotation, BaseModel):
            break
        model = found.annotation
    return model.model_fields


def _line_of(text: str, at: Sequence[str]) -> int | None:
    """Return the line of a TOML text on which a key stands, found by its table's heading."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[+\s*([\w.\-\"]+)\s*\]+", line):
            table = heading[1].split(".")[0]
            if len(at) == 1 and table == at[0]:
                return number
        elif key := re.match(r"\s*([\w\-\"]+)\s*=", line):
            name = key[1].strip('"')
            if (len(at) > 1 and table == at[0] and name == at[1]) or (len(at) == 1 and not table and name == at[0]):
                return number
    return None


def _merged(below: Tables, above: Tables) -> Tables:
    """Lay one file's tables over another's, key by key; lists are replaced whole."""
    merged = dict(below)
    for name, value in above.items():
        old = merged.get(name)
        merged[name] = {**old, **value} if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _normal(tables: Tables) -> Tables:
    """Write a watch topic given as a bare name in full: "AlexNet" → {id = "alexnet", name = "AlexNet"}."""
    topics = tables.get("topics")
    if not isinstance(topics, dict) or not isinstance(topics.get("watch"), list):
        return tables
    watch = [{"name": t} if isinstance(t, str) else t for t in topics["watch"]]
    watch = [{"id": slug(str(t["name"])), **t} if isinstance(t, dict) and "name" in t else t for t in watch]
    return tables | {"topics": topics | {"watch": watch}}
