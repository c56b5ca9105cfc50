"""`verify --json` says what was checked; `--deep` measures likeness again and finds a stored one that is too good."""

from pipeline.audit.remeasure import remeasure
from pipeline.checks.proof import prove
from pipeline.engines.chat_writer import ChatWriter, WriterConfig
from pipeline.records import Highlights, Identity, NarrativeSentence, Plays, Provenance
from pipeline.stages.publish.config import PublishConfig
from pipeline.stages.publish.stage import publish
from tests.builders import episode, heard
from tests.chat_server import said, serving
from tests.fakes import BagEmbedder
from tests.integration.engines.test_chat_writer import TRUE, find, write
from tests.published import ANA, BEN, SCRIPT, TALK, findings


def written() -> Highlights:
    """Return a record in which a model wrote a true sentence."""
    with serving(lambda r, n: said([(TRUE, [find(r, "AlexNet worked")])])) as (url, _):
        told = write(ChatWriter(WriterConfig(base_url=url, model="scripted"), {}))
    made_by = Provenance(
        engine=Identity(name="fake", version="1"), transcript_revision=TALK.revision, config_sha256="0" * 64
    )
    about = episode(120.0, people=(ANA, BEN))
    found = {**findings(), "heard": heard(SCRIPT), "narrative": told}
    return publish(about, TALK, PublishConfig(), **found, provenance=made_by, plays=Plays())


RECORD = written()


def changed(text: str = TRUE, **numbers: object) -> Highlights:
    """Return the record with another text of the model's clause, or other stored numbers."""

    def other(sentence: NarrativeSentence) -> NarrativeSentence:
        clause = sentence.clauses[0].model_copy(update={"text": text, **numbers})
        return (
            sentence.model_copy(update={"text": text, "clauses": (clause,)}) if sentence.method == "model" else sentence
        )

    sections = [s.model_copy(update={"narrative": tuple(map(other, s.narrative))}) for s in RECORD.sections]
    return RECORD.model_copy(update={"sections": tuple(sections)})


def test_a_models_sentence_is_proved_without_a_model() -> None:
    assert any(n.method == "model" for s in RECORD.sections for n in s.narrative)
    assert prove(RECORD, TALK) == []
    assert remeasure(RECORD, TALK, BagEmbedder()) == (1, [])


def test_a_changed_sentence_is_found_by_its_rules_alone() -> None:
    inverted = TRUE.replace("worked because", "failed although")
    found = [p.what for p in prove(changed(text=inverted), TALK)]
    assert any("its numbers give" in what for what in found), "a rule objects, so the odds are others"
    assert any("number: " in p.what for p in prove(changed(TRUE.replace("the data", "two of the data")), TALK))
    assert any("was not measured" in p.what for p in prove(changed(likeness=None), TALK))
    assert any("its numbers give" in p.what for p in prove(changed(likeness=0.5), TALK))
    assert any("its numbers give" in p.what for p in prove(changed(probability=0.99), TALK))


def test_a_stored_likeness_that_is_too_good_is_found_by_measuring() -> None:
    checked, found = remeasure(
        changed(likeness=0.999, text="Ben Ito says that AlexNet worked.", probability=0.9), TALK, BagEmbedder()
    )
    assert checked == 1
    assert len(found) == 1
    assert "is stored as 0.999" in found[0].what
