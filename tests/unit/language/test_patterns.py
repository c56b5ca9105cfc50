from pipeline.language.patterns import any_of, straight


def test_one_of_several_patterns_matches_whatever_the_case() -> None:
    pattern = any_of(r"\brye\b", r"\boats?\b")
    assert pattern.search("The RYE rose.")
    assert pattern.search("An oat.")
    assert not pattern.search("Dry bread.")


def test_apostrophes_are_straight() -> None:
    assert straight("It’s rye.") == "It's rye."
