"""Antonyms and synonyms are symmetric, and no word is both to another."""

from pipeline.language.lexicon import COMPARED, alike, antonyms, synonyms
from pipeline.language.stems import stem


def test_antonyms_are_symmetric_and_nobody_is_his_own() -> None:
    table = antonyms()
    assert stem("shrink") in table[stem("grow")]
    for word, others in table.items():
        assert word not in others
        assert all(word in table[other] for other in others)


def test_synonyms_are_symmetric_and_never_antonyms() -> None:
    table = synonyms()
    assert stem("supports") in table[stem("backs")]
    for word, others in table.items():
        assert not others & antonyms().get(word, frozenset())
        assert word not in others


def test_words_on_one_side_of_a_group_are_alike_and_those_of_the_other_are_not() -> None:
    increase = alike(stem("increase"))
    assert stem("grow") in increase
    assert not increase & antonyms()[stem("increase")] & alike(stem("grow"))
    assert alike("zebra") == {"zebra"}
    assert stem("more") in COMPARED


def test_here_and_there_deny_nothing() -> None:
    assert stem("there") not in antonyms().get(stem("here"), frozenset())
