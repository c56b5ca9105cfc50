"""French is read by the pinned model alone; with another a blank one takes its place and says so."""

from pathlib import Path

import pytest

from pipeline.engines import spacy_french
from pipeline.engines.spacy_french import FrenchParser, identity


@pytest.mark.skipif(spacy_french.folder() is None, reason="the pinned French model is not installed")
def test_noun_phrases_names_and_whole_sentences() -> None:
    horloge, scrap, she = FrenchParser().parse(
        [
            "Les horloges publiques de Bretagne tournent encore.",
            "Cent quarante-trois, dans des mairies.",
            "Elle est là depuis toujours.",
        ]
    )
    assert "horloges publiques" in horloge.noun_phrases
    assert "Bretagne" in horloge.names
    assert horloge.whole
    assert not horloge.points_back
    assert not scrap.whole
    assert she.points_back


def test_a_model_with_other_files_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_french, "PINNED", {"parser/model": "0" * 64})
    spacy_french.folder.cache_clear()
    try:
        assert spacy_french.folder() is None
        assert "blank" in (identity().model or "")
        read = FrenchParser().parse(["Les horloges tournent."])[0]
        assert read.noun_phrases == ()
        assert read.whole
    finally:
        spacy_french.folder.cache_clear()


def test_a_missing_file_has_no_digest(tmp_path: Path) -> None:
    assert spacy_french._digest(tmp_path / "model") is None
