"""An acronym and its words are one name where the talk says so."""

import pytest

from pipeline.stages.topics.acronyms import also_said


@pytest.mark.parametrize(
    ("name", "said", "found"),
    [
        ("reinforcement learning", ["We tried RL.", "Reinforcement learning is slow."], ("RL",)),
        ("Reinforcement Learning", ["Reinforcement-learning, or RL's, a hammer."], ("RL",)),
        ("reinforcement learning", ["Reinforcement learning is slow.", "Well.", "So.", "RL Stine wrote it."], ()),
        ("GAN", ["A GAN, short for generative adversarial network, is two nets."], ("generative adversarial network",)),
        ("GAN", ["A GAN is two nets.", "Good afternoon, neighbours."], ()),
        ("AlexNet", ["A. was said."], ()),
    ],
)
def test_both_must_be_said_together(name: str, said: list[str], found: tuple[str, ...]) -> None:
    assert also_said(name, said) == found
