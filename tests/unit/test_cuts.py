"""What was put into a recording lies between the stretches that it shares with the other one."""

from pipeline.cuts import inserted, is_interrupted
from pipeline.records import Audio, Gap, Rendition, SharedSound, SoundMatch


def anchored(*stretches: tuple[tuple[float, float], ...], decoded_s: float = 100.0) -> Audio:
    match = SoundMatch(stretches=tuple(SharedSound(knots=knots) for knots in stretches))
    made_from = Rendition(path="../a.mp3", sha256="a", pcm_sha256="b", duration=60.0, match=match)
    return Audio(path="../b.mp3", decoded_s=decoded_s, rendition=made_from)


def test_other_sound_between_two_stretches_is_told_and_a_pause_is_not() -> None:
    audio = anchored(((0.0, 0.0), (10.0, 10.0)), ((10.1, 40.1), (20.0, 50.0)), ((20.0, 50.2), (60.0, 90.2)))
    assert inserted(audio) == (Gap(start=10.0, end=40.1),)
    assert is_interrupted(audio, 9.0, 41.0)
    assert not is_interrupted(audio, 9.0, 30.0)
    assert not is_interrupted(audio, 49.0, 51.0)


def test_the_recording_that_was_transcribed_has_nothing_put_in() -> None:
    assert inserted(Audio()) == ()
