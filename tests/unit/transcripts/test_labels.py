"""Labels of speakers are known by what the whole file does; what only looks like one stays words."""
# ruff: noqa: E501 -- tables of examples, a row a line

from itertools import product

import pytest

from pipeline.records import Identity, RawTranscript
from pipeline.transcripts.reading import read

ENGINE = Identity(name="test", version="1")
LINES = (
    "We baked the bread before the sun was up.", "Did nobody ask you to wait for the oven?", "My sister asked, and I said no.",
    "Then she was right and you were early.",
)  # fmt: skip


def heard_of(text: str, name: str = "a.vtt") -> RawTranscript:
    return read(text.encode(), name, language="en", engine=ENGINE)


def cues(texts: list[str] | tuple[str, ...], *, srt: bool = False) -> str:
    """Return a caption file of these cues, five seconds each."""
    mark = "," if srt else "."
    blocks = [
        (f"{k + 1}\n" if srt else "") + f"00:00:{5 * k:02}{mark}000 --> 00:00:{5 * k + 4:02}{mark}500\n{text}\n"
        for k, text in enumerate(texts)
    ]
    return ("" if srt else "WEBVTT\n\n") + "\n".join(blocks)


def said(heard: RawTranscript) -> list[tuple[str | None, str]]:
    """Return (label, words) of every run of one label."""
    found: list[tuple[str | None, str]] = []
    for cue in heard.cues:
        words = " ".join(word.text for word in heard.words[slice(*cue.words)])
        if found and found[-1][0] == cue.speaker_label:
            found[-1] = (cue.speaker_label, f"{found[-1][1]} {words}")
        else:
            found.append((cue.speaker_label, words))
    return found


FORMS = (
    "{}: ", "{}:\n", "{} : ", "{}：", "[{}]: ", "[{}] ", "({}): ", "({}) ", "【{}】", "{} (host): ", "{} [host]: ", "{}, host: ",
    "{} - host: ", "{} | Flour & Co: ", "{} (she/her): ", "{} (Flour Inc.): ", "{} (host)\n", "{} (00:01:02)\n", "{} (00:01:02): ",
    "{} 00:01:02\n", "[00:01:02] {}: ", "(00:01) {}: ", "{}\n", "{}, CEO\n", ">> {}: ", ">>{}: ", ">>> {}: ", "- {}: ", "– {}: ", "-{}: ",
    "**{}**: ", "**{}:** ", "<b>{}</b>: ", "<i>{}:</i> ", "<v {}>", "<v.loud.first {}>", "<V {}>", "<{}> ", "{} - ", "{} — ", "{} | ",
    "{{\\an8}}{}: ", "<font color=\"#fff\">{}:</font> ", "&gt;&gt; {}: ", "*{}*: ", "• {}: ", "{}\u00a0: ", "♪ {}: ",
)  # fmt: skip
PAIRS = (
    ("Mara Lind", "Tobias Reyes"), ("Élodie Müller", "Øystein Ås"), ("MARA LIND", "TOBIAS REYES"), ("Mara", "Tobias"),
    ("Siobhán O’Neill", "Jean-Luc d'Arcy"), ("Dr. Ada van der Berg", "Prof. J. P. Holm"), ("Анна Петрова", "Иван Соколов"),
    ("田中", "佐藤"), ("ليلى حداد", "عمر سعيد"), ("דנה כהן", "אורי לוי"), ("नेहा शर्मा", "रवि कुमार"), ("김민수", "이서연"),
    ("Νίκος Παππάς", "Μαρία Ρήγα"), ("สมชาย", "วิภา"), ("Speaker 1", "Speaker 2"), ("SPEAKER_00", "SPEAKER_01"),
    ("spk_0", "spk_1"), ("speaker 0", "speaker 1"), ("Sprecher 1", "Sprecherin 2"), ("Спикер 1", "Спикер 2"), ("話者1", "話者2"),
    ("Moderator", "Guest"), ("Interviewer", "Interviewee"), ("Mara L.", "Tobias R."), ("S1", "S2"), ("Maria dos Santos", "Ibn al Rashid"),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: p[0])
def test_a_label_is_seen_in_every_form_and_script(form: str, pair: tuple[str, str]) -> None:
    heard = heard_of(cues([form.format(pair[k % 2]) + line for k, line in enumerate(LINES)]))
    assert [text for _, text in said(heard)] == list(LINES)
    labels = [label for label, _ in said(heard)]
    assert None not in labels
    assert labels[0] == labels[2] != labels[1] == labels[3]
    assert labels[0].split(" (")[0].replace("’", "'") == pair[0].replace("’", "'")


@pytest.mark.parametrize(
    "line",
    [
        "Note: the oven needs an hour.", "So here's the thing: bread is slow.", "It opens at 12:30 on Sundays.", "Look at https://example.org/bread now.",
        "Chapter one: the beginning of the flour.", "Chapter One: The Beginning", "The odds were 3:1 for us.", "He told me: never again.",
        "What I mean is this: wait.", "Remember: flour first.", "Psalm 23:4 is about that.", "Ratio 2: 1 is fine.", "I have two words for you: be patient.",
        "Re: your letter of May.", "Step 1: mix. Step 2: wait.", "My answer: no.", "Pro tip: cold water.", "Quote: time is flour.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("times", [1, 2])
def test_what_only_looks_like_a_label_stays_words_and_makes_nobody_a_speaker(line: str, times: int) -> None:
    heard = heard_of(cues([LINES[0], *[line] * times, *LINES[1:]]))
    assert " ".join(w.text for w in heard.words) == " ".join([LINES[0], *[line] * times, *LINES[1:]])
    assert {cue.speaker_label for cue in heard.cues} == {None}


@pytest.mark.parametrize(
    "line",
    [
        "Note: flour first.",
        "So here's the thing: wait.",
        "We met at 12:30.",
        "Chapter two: the mill.",
        "Bread Facts: it rises.",
    ],
)
def test_what_only_looks_like_a_label_gives_nobody_s_words_to_another(line: str) -> None:
    texts = [
        f"Mara Lind: {LINES[0]}",
        f"Tobias Reyes: {LINES[1]}",
        f"Mara Lind: {LINES[2]}",
        line,
        f"Tobias Reyes: {LINES[3]}",
    ]
    heard = heard_of(cues(texts))
    spoken = {w.text: heard.cues[w.cue].speaker_label for w in heard.words}
    assert spoken[line.rsplit(maxsplit=1)[-1]] in (None, "Mara Lind", "Bread Facts")
    assert spoken["early."] == "Tobias Reyes"


def test_labels_at_changes_of_speaker_hold_until_the_next() -> None:
    heard = heard_of(
        cues(
            [
                f"Mara: {LINES[0]}",
                LINES[1],
                LINES[2],
                f"Tobias: {LINES[3]}",
                LINES[0],
                f"Mara: {LINES[1]}",
                LINES[2],
                f"Tobias: {LINES[3]}",
                LINES[0],
            ]
        )
    )
    assert [label for label, _ in said(heard)] == ["Mara", "Tobias", "Mara", "Tobias"]


def test_a_cue_without_a_label_is_nobodys_where_every_cue_has_its_own() -> None:
    texts = [
        f"{who}: {line}"
        for who, line in zip(["Mara", "Mara", "Tobias", "Mara", "Tobias", "Tobias"], LINES + LINES[:2], strict=True)
    ]
    heard = heard_of(cues([*texts[:3], "Somebody in the room said this.", *texts[3:]]))
    assert (None, "Somebody in the room said this.") in said(heard)


@pytest.mark.parametrize("tag", ["", "<v>", "<v >", "<v.loud>"])
def test_a_cue_without_a_voice_is_nobodys_in_a_file_of_voice_tags(tag: str) -> None:
    heard = heard_of(cues([f"<v Mara>{LINES[0]}</v>", tag + LINES[1], f"<v Tobias>{LINES[2]}"]))
    assert said(heard) == [("Mara", LINES[0]), (None, LINES[1]), ("Tobias", LINES[2])]


def test_a_name_that_is_once_written_small_is_still_a_name() -> None:
    texts = [f"{('Mara Lind', 'Tobias Reyes')[k % 2]}: {LINES[k % 4]}" if k % 3 else LINES[k % 4] for k in range(24)]
    texts[3] = "Write to mara lind or to tobias reyes about it."
    assert {label for label, _ in said(heard_of(cues(texts[1:])))} == {"Mara Lind", "Tobias Reyes"}


def test_one_label_in_several_spellings_is_one_person() -> None:
    texts = [
        f"{who} {line}"
        for who, line in zip(
            ["Élodie Müller:", "TOBIAS:", "ELODIE MULLER:", "Tobias:", "Élodie  Müller :", "tobias:"],
            LINES + LINES[:2],
            strict=True,
        )
    ]
    assert [label for label, _ in said(heard_of(cues(texts)))] == ["Élodie Müller", "Tobias"] * 3


def test_the_first_word_of_a_sentence_alone_on_its_line_is_no_name() -> None:
    texts = [f"spk_{k % 2} (00:16:3{k})\n{line}" for k, line in enumerate(LINES)]
    texts.insert(2, "Teachers\nasked about the bridge.")
    assert said(heard_of(cues(texts)))[1:4] == [
        ("spk_1", LINES[1]),
        (None, "Teachers asked about the bridge."),
        ("spk_0", LINES[2]),
    ]


def test_two_people_of_one_name_stay_two() -> None:
    texts = [f"Alex ({('he/him', 'she/her')[k % 2]}): {line}" for k, line in enumerate(LINES)]
    assert len({label for label, _ in said(heard_of(cues(texts)))}) == 2
    texts = [f"{('Lind, Mara', 'Lind, Tobias')[k % 2]}: {line}" for k, line in enumerate(LINES)]
    assert len({label for label, _ in said(heard_of(cues(texts)))}) == 2


@pytest.mark.parametrize(
    ("form", "joint"),
    [
        *product(["{}: {}", "[{}]: {}", ">> {}: {}", "<v {}>{}</v>", "{} (host): {}"], [" ", "\n"]),
        ("- {}: {}", "\n"),  # in the middle of a line a dash is a dash
    ],
)
def test_two_people_in_one_cue(form: str, joint: str) -> None:
    pairs = [
        form.format("Mara", LINES[0]) + joint + form.format("Tobias", LINES[1]),
        form.format("Mara", LINES[2]) + joint + form.format("Tobias", LINES[3]),
    ]
    assert said(heard_of(cues(pairs))) == list(zip(["Mara", "Tobias"] * 2, LINES, strict=True))


def test_a_name_that_is_addressed_is_no_label() -> None:
    texts = [
        f"Mara: {LINES[0]}",
        f"Tobias: {LINES[1]}",
        "Mara: I told Tobias: never do that again.",
        f"Tobias: {LINES[3]}",
    ]
    heard = heard_of(cues(texts))
    assert "Tobias:" in [w.text for w in heard.words]
    assert all(heard.cues[w.cue].speaker_label in ("Mara", None) for w in heard.words if w.text in ("never", "again."))


@pytest.mark.parametrize("dash", ["- ", "-", "– ", "— ", ">> ", ">>"])
def test_a_sign_of_a_turn_without_a_name_is_a_new_turn_of_nobody(dash: str) -> None:
    heard = heard_of(cues([f"{dash}{LINES[0]}\n{dash}{LINES[1]}", f"{dash}{LINES[2]}\n{dash}{LINES[3]}"], srt=True))
    assert [w.text for w in heard.words] == " ".join(LINES).split()
    assert len(heard.changes) == 3
    assert {cue.speaker_label for cue in heard.cues} == {None}


def test_a_label_alone_in_its_cue_is_for_the_next() -> None:
    texts = ["Mara:", LINES[0], "Tobias:", LINES[1], "Mara:", LINES[2], "Tobias:", LINES[3]]
    assert said(heard_of(cues(texts))) == list(zip(["Mara", "Tobias"] * 2, LINES, strict=True))


def test_roles_and_pronouns_go_to_the_people() -> None:
    texts = [f"{('Mara Lind (Host)', 'Tobias Reyes (he/him)')[k % 2]}: {line}" for k, line in enumerate(LINES)]
    people = {p.name: (p.role, p.pronouns) for p in heard_of(cues(texts)).people}
    assert people == {"Mara Lind": ("host", None), "Tobias Reyes": (None, "he/him")}


def test_a_name_in_the_number_of_a_webex_cue_is_its_speaker() -> None:
    text = "WEBVTT\n\n" + "\n".join(
        f'{k + 1} "{("Mara Lind", "Tobias Reyes")[k % 2]}" (37355{k % 2})\n00:00:{5 * k:02}.000 --> 00:00:{5 * k + 4:02}.000\n{line}\n'
        for k, line in enumerate(LINES)
    )
    assert said(heard_of(text)) == list(zip(["Mara Lind", "Tobias Reyes"] * 2, LINES, strict=True))


@pytest.mark.parametrize(
    "pair",
    [
        ("Mara Lind: {}", "@tobias_r: {}"), ("mara@x.example: {}", "tobi@x.example: {}"), ("Mara 🎙️: {}", "Tobias: {}"), ("Q: {}", "A: {}"), ("1: {}", "2: {}"),
        ("#1: {}", "#2: {}"), ("mara: {}", "tobias: {}"), ("[Mara]: {}", "Tobias: {}"), ("Speaker A: {}", "Speaker B: {}"), ("Unknown: {}", "Mara Lind: {}"),
        ("Mara; {}", "Tobias; {}"), ("<Mara>: {}", "<Tobias>: {}"), ("{} [SPEAKER_00]", "{} [SPEAKER_01]"), ("{} (Mara)", "{} (Tobias)"), ("Mara\t{}", "Tobias\t{}"),
        ("(Mara Lind)\n{}", "(Tobias Reyes)\n{}"), ("Mara (laughing): {}", "Tobias [sighs]: {}"), ("<v Mara>Mara: {}</v>", "<v Tobias>Tobias: {}</v>"),
    ],
)  # fmt: skip
def test_no_words_of_one_are_given_to_the_other_whatever_the_labels_look_like(pair: tuple[str, str]) -> None:
    found = said(heard_of(cues([pair[k % 2].format(line) for k, line in enumerate(LINES)])))
    assert [text for _, text in found] == list(LINES)
    assert found[0][0] == found[2][0] != found[1][0] == found[3][0]
    assert None not in (found[0][0], found[1][0])
