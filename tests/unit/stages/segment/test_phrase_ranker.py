"""A phrase said early and throughout names a section better."""

from dataclasses import replace

from pipeline.stages.segment.phrase_ranker import Facts, fitness


def test_a_phrase_said_early_and_throughout_names_a_section_better() -> None:
    plain = Facts(
        log_share=0.0, early=0.1, near_opening=0.2, near_section=0.3, near_episode=0.3, in_opening=False,
        in_first_minute=False, asked=False, said_just_before=False, log_spread=-2.0, throughout=0.25, repeated=True,
        two_words=False, more_words=False, letters=0.4, plural=False, capital=False, telling=0.1,
    )  # fmt: skip
    better = [replace(plain, early=1.0), replace(plain, throughout=1.0), replace(plain, near_section=0.6)]
    worse = replace(plain, near_episode=0.6)
    scores = fitness([worse, plain, *better])
    assert scores[0] < scores[1] < scores[2:].min()
