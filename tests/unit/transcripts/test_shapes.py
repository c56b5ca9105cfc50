"""More shapes of transcripts that real programs and people write, each with its right value."""

import json

import pytest

from pipeline.records import Identity, RawTranscript
from pipeline.transcripts.reading import read
from tests.caption_truth import clock

ENGINE = Identity(name="test", version="1")
SAID = (
    "So most people kill their dough with impatience.",
    "The people who become good were allowed to be bad.",
    "What would you say to somebody who begins tomorrow?",
    "Curiosity is not the opposite of patience.",
    "We baked every night for a year.",
    "That is a lovely place to stop.",
)
PAIR = ("Mara Lind", "Tobias Reyes")


def heard(text: str, name: str = "talk.srt") -> RawTranscript:
    return read(text.encode(), name, language=None, engine=ENGINE)


def subrip(*cues: str) -> str:
    times = ((f"{clock(k * 8.0, ',')} --> {clock(k * 8.0 + 7, ',')}", cue) for k, cue in enumerate(cues))
    return "\n".join(f"{k}\n{time}\n{cue}\n" for k, (time, cue) in enumerate(times, start=1))


def words_of(found: RawTranscript) -> str:
    return " ".join(word.text for word in found.words)


def speakers(found: RawTranscript) -> list[str | None]:
    return [cue.speaker_label for cue in found.cues]


@pytest.mark.parametrize(
    ("form", "pair"),
    [
        ("<{n}> {w}", PAIR), ("{n} | {w}", PAIR), ("{n}\t{w}", PAIR), ("{w} ({n})", PAIR), ("{w} — {n}", PAIR),
        ("{w} - {n}", PAIR), ("{n}:&nbsp;{w}", PAIR), ("<FONT FACE='x'><B><i>{n}</I></b></FONT>: {w}", PAIR),
        ("P{k}: {w}", ("P1", "P2")), ("{n}: {w}", ("สมชาย", "มาลี")), ("{n}: {w}", ("ნინო ბერიძე", "გიორგი მაისურაძე")),
        ("【{n}】{w}", ("张伟", "王芳")), ("{n} (She/Her) | ACME: {w}", PAIR), ("{n} : {w}", ("Animatrice", "Invité")),
    ],
)  # fmt: skip
def test_a_label_is_seen_in_these_forms_too(form: str, pair: tuple[str, str]) -> None:
    found = heard(subrip(*(form.format(n=pair[k % 2], w=w, k=k % 2 + 1) for k, w in enumerate(SAID))))
    assert words_of(found) == " ".join(SAID)
    assert speakers(found) == [*pair, *pair, *pair]


def test_a_name_that_only_labels_are_written_like_is_one_though_it_stands_once() -> None:
    names = ("田中", "佐藤花子", "田中", "佐藤花子", "山本", "田中")
    found = heard(subrip(*(f"{n}: {w}" for n, w in zip(names, SAID, strict=True))))
    assert words_of(found) == " ".join(SAID)
    assert speakers(found) == list(names)


@pytest.mark.parametrize("once", ["Speaker 3, host", "Jean-Luc d'Arcy, host", "Ada Holm, Flour & Co"])
def test_a_role_that_stands_once_is_one_where_others_have_theirs(once: str) -> None:
    first, second = (
        ("Speaker 1, she/her", "Speaker 2, he/him") if once[-4:] == "host" else ("Mara Lind, Bread", *PAIR[1:])
    )
    labels = (first, second, first, second, once, first)
    found = heard(subrip(*(f"{n}: {w}" for n, w in zip(labels, SAID, strict=True))))
    assert words_of(found) == " ".join(SAID)
    assert speakers(found)[4] == once.split(",", maxsplit=1)[0]


def test_what_is_said_before_a_dash_is_no_name_with_a_role() -> None:
    lines = [f"{PAIR[k % 2]} - {w}" for k, w in enumerate(SAID)]
    lines[4] = "Mara Lind - There are two rules: a starter and a stone."
    found = heard(subrip(*lines))
    assert "There are two rules: a starter and a stone." in words_of(found)
    assert speakers(found)[4] == "Mara Lind"


def test_the_end_of_a_sentence_is_no_part_of_the_label_after_it() -> None:
    lines = [f"[S{k % 2 + 1}]: {w}" for k, w in enumerate(SAID)]
    lines[4] = "[S1]: I never liked the engine\nnear the music. [S2]: My father sold it."
    found = heard(subrip(*lines))
    assert "near the music. My father sold it." in words_of(found)
    assert speakers(found)[4:6] == ["S1", "S2"]


def test_a_first_word_above_small_letters_is_no_name_whatever_stamped_names_do() -> None:
    lines = [f"{PAIR[k % 2]} (00:20:{k + 10})\n{w}" for k, w in enumerate(SAID)]
    lines[1:4:2] = ["Nobody\nasked about the bread.", "Nobody\nasked about the river."]
    found = heard(subrip(*lines))
    assert words_of(found).count("Nobody asked about") == 2
    assert "Nobody" not in speakers(found)


def test_people_listed_by_their_last_names_are_turned() -> None:
    tags = ("Lind, Mara (External)", "Reyes, Tobias")
    cues = (f"{clock(k * 8.0)} --> {clock(k * 8.0 + 7)}\n<v {tags[k % 2]}>{w}</v>\n" for k, w in enumerate(SAID))
    found = heard("WEBVTT\n\n" + "\n".join(cues), "talk.vtt")
    assert speakers(found)[:2] == list(PAIR)


@pytest.mark.parametrize("head", ["WEBVTT\n\n", ""])
def test_cues_without_blank_lines_between_them_lose_nothing(head: str) -> None:
    cues = (f"{clock(k * 8.0)} --> {clock(k * 8.0 + 7)}\n{w}\n" for k, w in enumerate(SAID))
    assert words_of(heard(head + "".join(cues), "talk.vtt")) == " ".join(SAID)


@pytest.mark.parametrize("arrow", ["-->", "→", "->", "—>"])
@pytest.mark.parametrize("times", [("00:00:01,000", "00:00:08,000"), ("00.00.01.000", "00.00.08.000")])
def test_times_with_other_arrows_and_points_are_times(arrow: str, times: tuple[str, str]) -> None:
    if arrow != "-->" and "." in times[0]:
        arrow = "-->"
    found = heard(f"1\n{times[0]} {arrow} {times[1]}\n{SAID[0]}\n\n2\n00:00:09,000 {arrow} 00:00:12,000\n{SAID[1]}\n")
    assert words_of(found) == f"{SAID[0]} {SAID[1]}"
    assert (found.cues[0].start, found.cues[0].end, found.cues[1].end) == (1.0, 8.0, 12.0)


def test_a_loop_inside_one_cue_is_never_quoted() -> None:
    found = heard(subrip(SAID[0], "and so we " * 7 + "go", *SAID[1:]))
    assert {"loops", "quarantined"} <= set(found.flags)
    (suspect,) = found.coverage.quarantined
    assert suspect.words == (8, 30)
    fine = heard(subrip("No, no, no, no, no, no, no!", *SAID))
    assert not fine.coverage.quarantined


def test_words_that_run_together_are_never_quoted() -> None:
    found = heard(subrip(SAID[0].replace(" ", ""), *SAID[1:]))
    assert [(q.words, q.reason) for q in found.coverage.quarantined] == [((0, 1), "words without blanks")]
    assert "loops" not in found.flags
    address = "https://example.org/a/very/long/address/that/is/no/word"
    assert not heard(subrip(f"Look at {address} for it.", *SAID)).coverage.quarantined


@pytest.mark.parametrize("unit", [1, 1000])
def test_seconds_and_milliseconds_are_told_apart(unit: int) -> None:
    pieces = [{"start": k * 8 * unit, "end": (k * 8 + 7) * unit, "text": w} for k, w in enumerate(SAID)]
    found = heard(json.dumps({"segments": pieces}), "talk.json")
    assert (found.words[0].start, found.words[-1].end) == (0.0, 47.0)
    assert ("times-in-milliseconds" in found.flags) == (unit == 1000)


def test_names_that_each_stand_once_at_changes_of_speaker_are_labels() -> None:
    found = heard(
        subrip(
            "Sarah: In today's episode,\nyou hear whether you",
            "need a trailer. This week's question\ncomes from Gillian.",
            "Gillian: Hi there, Gillian\nhere from the podcast.",
            "Do we need a trailer?",
        )
    )  # fmt: skip
    assert words_of(found).startswith("In today's episode, you hear whether you need")
    assert speakers(found) == ["Sarah", "Sarah", "Gillian", "Gillian"]
    full = heard(subrip(f"{PAIR[0]}: {SAID[0]}", f"{PAIR[1]}: {SAID[1]}", *SAID[2:]))
    assert speakers(full)[:2] == list(PAIR)


def test_what_is_listed_before_colons_once_is_no_speaker() -> None:
    listed = ("Bread: the oldest food there is.", "Water: two litres of it.", *SAID)
    found = heard(subrip(*listed))
    assert words_of(found) == " ".join(listed)
    assert set(speakers(found)) == {None}
