"""No line of a file is lost in silence: words, labels, markup, sounds and times are told apart, the rest is skipped."""
# ruff: noqa: E501 -- tables of examples, a row a line

import json

import pytest

from pipeline.errors import BadTranscript
from pipeline.records import Identity, RawTranscript
from pipeline.transcripts.reading import read
from tests.unit.transcripts.test_labels import LINES, cues, said

ENGINE = Identity(name="test", version="1")


def heard_of(text: str | bytes, name: str = "a.vtt", language: str | None = "en") -> RawTranscript:
    return read(text if isinstance(text, bytes) else text.encode(), name, language=language, engine=ENGINE)


def words(heard: RawTranscript) -> str:
    return " ".join(word.text for word in heard.words)


# ---- blank lines, separators (K03)


@pytest.mark.parametrize(
    "parting", ["\n\n", "\n \n", "\n\n\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1e", "\t", "\u00a0", "\n\t\n"]
)
@pytest.mark.parametrize("srt", [False, True])
def test_a_cue_goes_on_after_any_blank_and_any_separator(parting: str, srt: bool) -> None:
    text = cues([f"We baked the bread{parting}before the sun was up.", LINES[1]], srt=srt)
    heard = heard_of(text)
    assert words(heard) == "We baked the bread before the sun was up. " + LINES[1]
    assert heard.imported
    assert not heard.imported.skipped


@pytest.mark.parametrize("head", ["WEBVTT\n\n", "", "WEBVTT\n", "\ufeffWEBVTT\n\n", "\n\nWEBVTT\n\n"])
@pytest.mark.parametrize("blanks", ["", "\n", "\n\n", " \n"])
def test_blank_lines_after_a_time_and_a_missing_header_lose_nothing(head: str, blanks: str) -> None:
    body = "".join(f"00:00:0{k}.000 --> 00:00:0{k}.900\n{blanks}{line}\n\n" for k, line in enumerate(LINES))
    assert words(heard_of(head + body)) == " ".join(LINES)


def test_teams_captions_without_speakers_are_kept() -> None:
    body = "".join(f"5f2c-{k}/1{k}-0\n00:00:0{k}.000 --> 00:00:0{k}.900\n\n{line}\n\n" for k, line in enumerate(LINES))
    assert words(heard_of(body)) == " ".join(LINES)


def test_what_may_be_words_or_a_name_of_a_cue_is_skipped_and_no_words_run_across_it() -> None:
    text = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nWe baked\n\nThe second part\n00:00:03.000 --> 00:00:04.000\nthe bread.\n"
    heard = heard_of(text)
    assert words(heard) == "We baked the bread."
    assert heard.holes == (2,)
    assert heard.imported
    assert [(one.line, one.text, one.hole) for one in heard.imported.skipped] == [(6, "The second part", True)]


def test_every_line_of_a_file_is_accounted_for() -> None:
    text = (
        "WEBVTT - x\nKind: captions\n\nNOTE a\nb\n\nSTYLE\n::cue {}\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Mara>Tom &amp; Jerry</v>\n[Music]\n\n"
        "2\n00:03.000 --> 00:04.000\n♪\n\n00:05.000 --> 00:06.000\n- Hi [inaudible] you.\n"
    )
    report = heard_of(text).imported
    assert report
    assert report.lines == {"words": 2, "label": 1, "markup": 9, "sound": 2, "time": 3, "skipped": 1}
    assert [s.text for s in report.sounds] == ["[Music]", "♪"]
    assert [s.text for s in report.markup][:2] == ["<v Mara>", "</v>"] or "<v Mara>" in [s.text for s in report.markup]
    assert [(s.text, s.hole) for s in report.skipped] == [("[inaudible]", True)]


def test_numbers_of_cues_are_told_from_numbers_that_are_said() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nHow many?\n2\n00:00:03,000 --> 00:00:04,000\n42\n\n3\n00:00:05,000 --> 00:00:06,000\n7\n"
    assert words(heard_of(text)) == "How many? 42 7"


# ---- markup and entities (K04)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{\\an8}<I>Most</I> of <FONT COLOR=\"#FF0\" face='x'>us</FONT><br>wait.", "Most of us wait."),
        ("<strong>Most</strong> <em>of</em> <span class=\"x\" style='a:b'>us</span> wait.", "Most of us wait."),
        ("Most\\Nof\\hus\\nwait.", "Most of us wait."),
        ("{\\pos(1,2)\\i1}Most{\\i0} of us {\\k20}wait.", "Most of us wait."),
        ("{y:i}Most of us wait.", "Most of us wait."),
        ("&lt;i&gt;Most&lt;/i&gt; of us wait.", "Most of us wait."),
        ("&amp;lt;b&amp;gt;Most&amp;lt;/b&amp;gt; of us wait.", "Most of us wait."),
        ("Tom &amp;amp; I said it&amp;#39;s &quot;late&quot;.", "Tom & I said it's \"late\"."),
        ("R&D, Q&A and AT&T.", "R&D, Q&A and AT&T."),
        ("<c.yellow.bg_blue>Most</c> <b.x>of</b> us <lang en>wait.</lang>", "Most of us wait."),
        ("<ruby>Most<rt>x</rt></ruby> of us wait.", "Most of us wait."),
        ("un<b>believ</b>able", "unbelievable"),
        ("<p>Most of us</p><p>wait.</p>", "Most of us wait."),
        ("Most <!-- hidden --> of us wait.", "Most of us wait."),
        ("A List<String> is 5 < 6 and 7 > 3.", "A List<String> is 5 < 6 and 7 > 3."),
        ("**Most** of __us__ wait.", "Most of us wait."),
        ("[Most of us](https://a.example/b) wait.", "Most of us wait."),
        ("\u200bMost\u200e of\u202a us\ufeff wait\u00ad.", "Most of us wait."),
        ("<U>Most</U> <S>of</S> <Font Color=red>us</font> <BR/>wait.", "Most of us wait."),
        ("<|0.00|> Most of us wait.<|4.20|>", "Most of us wait."),
        ("5 &lt; 6 &amp; 7 &gt; 3", "5 < 6 & 7 > 3"),
        ("Caf&eacute; &nbsp;&mdash; open", "Café — open"),
        ("<i>Most of us wait.", "Most of us wait."), ("Most of us wait.</i>", "Most of us wait."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("srt", [False, True])
def test_markup_is_no_word_and_changes_none(written: str, shown: str, srt: bool) -> None:
    heard = heard_of(cues([written, LINES[1]], srt=srt))
    assert words(heard) == f"{shown} {LINES[1]}"
    body = [{"startTime": 0, "endTime": 4, "body": written}, {"startTime": 5, "endTime": 9, "body": LINES[1]}]
    assert words(heard_of(json.dumps({"version": "1.0.0", "segments": body}), "a.json")) == f"{shown} {LINES[1]}"


@pytest.mark.parametrize(
    "sound",
    [
        "[Applause]", "{music}", "♪", "♪♪", "*laughs*", "(laughter)", "[MUSIC PLAYING]", "[音楽]", "（笑）", "(笑)", "【拍手】", "[Musik]", "[Смех]", "(аплодисменты)",
        "[موسيقى]", "[ضحك]", "[מוזיקה]", "[risas]", "(Applaudissements)", "♪ la la la ♪", "♫ intro music ♫", "[door slams]", "[ Silence ]", "<laughs>", "# la la la #",
        "[Gelächter]", "(risos)", "🎵", "[웃음]", "[संगीत]", "[phone ringing in the background]", "(clears throat)", "*sighs deeply*",
    ],
)  # fmt: skip
def test_a_sound_is_no_word_in_any_script(sound: str) -> None:
    heard = heard_of(cues([LINES[0], sound, LINES[1]]))
    assert words(heard) == f"{LINES[0]} {LINES[1]}"
    assert not heard.holes
    heard = heard_of(cues([LINES[0], f"{sound}\n{LINES[1]}"]))
    assert words(heard) == f"{LINES[0]} {LINES[1]}"


@pytest.mark.parametrize("sound", ["(laughs)", "[laughs]", "[Lachen]", "*chuckles*", "（笑）", "{applause}"])
def test_a_sound_amid_a_sentence_is_no_word_and_no_hole(sound: str) -> None:
    heard = heard_of(cues([f"We waited {sound} for the bread.", LINES[1]]))
    assert words(heard) == f"We waited for the bread. {LINES[1]}"
    assert not heard.holes


@pytest.mark.parametrize(
    "mark",
    [
        "[inaudible]",
        "(inaudible)",
        "[unintelligible 00:12:01]",
        "[crosstalk]",
        "[unverständlich]",
        "[неразборчиво]",
        "[the president]",
        "[?]",
        "[...]",
    ],
)
def test_what_was_not_understood_is_a_hole(mark: str) -> None:
    heard = heard_of(cues([f"We waited {mark} for the bread.", LINES[1]]))
    assert words(heard) == f"We waited for the bread. {LINES[1]}"
    assert heard.holes == (2,)


@pytest.mark.parametrize(
    "text", ["We met the mayor (and her sister) at noon.", "It was *really* good.", "He (John) said so."]
)
def test_what_is_said_in_brackets_is_words(text: str) -> None:
    assert words(heard_of(cues([text]))) == text.replace("*", "")


# ---- times (K06), word times (K08)


@pytest.mark.parametrize(
    ("timing", "start", "end"),
    [
        ("00:00:01.000000 --> 00:00:03.5", 1, 3.5), ("0:01.000 --> 0:03.500", 1, 3.5), ("00:00:01,000 --> 00:00:03,500 X1:10 X2:20", 1, 3.5),
        ("00:00:01.000-->00:00:03.500", 1, 3.5), ("00:00:01.000 -> 00:00:03.500", 1, 3.5), ("00:00:01.000 → 00:00:03.500", 1, 3.5),
        ("00:00:01:000 --> 00:00:03:500", 1, 3.5), ("00 : 00 : 01.000 --> 00 : 00 : 03.500", 1, 3.5), ("00:00:01 --> 00:00:03", 1, 3),
        ("-00:00:01,500 --> 00:00:03,500", 0, 3.5), ("1.0 --> 3.5", 1, 3.5), ("00:00:01.000 --> 00:00:03.500 align:start position:0%", 1, 3.5),
        ("０0:00:01.000 --> 00:00:03.500", 1, 3.5), ("00：00：01.000 --> 00：00：03.500", 1, 3.5), ("000:00:01.000 --> 000:00:03.500", 1, 3.5),
        ("00:00:01.000 --> 00:00:00.500", 1, None), ("00:00:01.000 --> ", 1, None), ("00:00:01.000 --> 00:xx", 1, None), ("00:00:01,000 --> 00:00:01,000", 1, None),
    ],
)  # fmt: skip
def test_an_odd_time_is_read_or_inferred(timing: str, start: float, end: float | None) -> None:
    heard = heard_of(f"WEBVTT\n\n{timing}\nWe baked bread.\n\n00:00:09.000 --> 00:00:12.000\nThen we slept.\n")
    assert words(heard) == "We baked bread. Then we slept."
    assert heard.cues[0].start == start
    assert heard.cues[0].end == end if end else 1 < heard.cues[0].end <= 9


@pytest.mark.parametrize(
    "line",
    [
        "A --> B and then it stops.",
        "--> this way",
        "x-->y",
        "From 3 --> 4 and on",
        "12:30 --> lunch",
        "a -> b",
        "=> so",
    ],
)
def test_an_arrow_that_is_said_is_speech(line: str) -> None:
    assert words(heard_of(cues(["The flow goes\n" + line, LINES[1]]))) == f"The flow goes {line} {LINES[1]}"


@pytest.mark.parametrize(
    "bad", ["99:59:59.000 --> 99:59:59.900", "00:00:00.000 --> 00:00:00.000", "13:00:05.000 --> 13:00:06.000"]
)
def test_one_time_far_off_moves_no_words(bad: str) -> None:
    body = [f"00:0{k}:00.000 --> 00:0{k}:04.000\n{line}\n" for k, line in enumerate(LINES, start=1)]
    body[2] = f"{bad}\n{LINES[2]}\n"
    heard = heard_of("WEBVTT\n\n" + "\n".join(body))
    assert words(heard) == " ".join(LINES)
    assert heard.words[-1].end <= 245
    assert "times-repaired" in heard.flags


def test_times_that_begin_again_are_refused() -> None:
    body = [f"00:{k:02}:00.000 --> 00:{k:02}:04.000\n{LINES[k % 4]} {k}\n" for k in [*range(10), *range(10)]]
    with pytest.raises(BadTranscript, match="begin again"):
        heard_of("WEBVTT\n\n" + "\n".join(body))


def test_cues_of_one_time_written_in_two_ways_keep_the_order_of_the_file() -> None:
    rows = (
        '<p begin="00:00:23.673" end="00:00:27.842">We baked the bread.</p>'
        '<p begin="23.673s" dur="4.169s">Did nobody wait?</p>'
    )
    heard = heard_of(f'<tt xmlns="http://www.w3.org/ns/ttml"><body><div>{rows}</div></body></tt>', "a.ttml")
    assert words(heard) == "We baked the bread. Did nobody wait?"


def test_times_in_milliseconds_are_not_taken_for_seconds() -> None:
    body = [{"start": 1000 + 5000 * k, "end": 5000 + 5000 * k, "text": line} for k, line in enumerate(LINES)]
    heard = heard_of(json.dumps({"segments": body}), "a.json")
    assert "times-in-milliseconds" in heard.flags
    assert heard.cues[0].start == 1.0


def test_times_ten_hours_off_are_flagged() -> None:
    text = "".join(f"10:00:{5 * k:02}.000 --> 10:00:{5 * k + 4:02}.000\n{line}\n\n" for k, line in enumerate(LINES))
    assert "starts-late" in heard_of("WEBVTT\n\n" + text).flags


def test_a_loop_is_flagged_and_never_quoted() -> None:
    heard = heard_of(cues([LINES[0], *["Thank you for watching."] * 6, LINES[1]]))
    assert "loops" in heard.flags
    assert [q.reason for q in heard.coverage.quarantined] == ["repetition"]
    assert words(heard).count("watching") == 6


def test_word_times_inside_captions_are_the_words_times() -> None:
    text = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.990 align:start\n \nslow<00:00:01.500><c> bread</c><00:00:02.000><c> rises</c>\n\n"
        "00:00:03.990 --> 00:00:04.000\nslow bread rises\n \n\n00:00:04.000 --> 00:00:06.990\nslow bread rises\nin<00:00:04.400><c> winter</c><00:00:05.900><c> kitchens</c>\n\n"
        "00:00:06.990 --> 00:00:07.000\nin winter kitchens\n \n"
    )
    heard = heard_of(text)
    assert [(w.text, w.start) for w in heard.words] == [
        ("slow", 1.0),
        ("bread", 1.5),
        ("rises", 2.0),
        ("in", 4.0),
        ("winter", 4.4),
        ("kitchens", 5.9),
    ]
    assert {w.time_source for w in heard.words} == {"imported"}
    assert heard.words[2].end == 3.99


# ---- encodings


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_every_common_encoding_is_read(code: str) -> None:
    text = cues(
        ["Élodie Müller: Çà et là, déjà vu.", "Øystein Ås: Ærlig talt.", "Élodie Müller: Naïve?", "Øystein Ås: Blåbær."]
    )
    heard = heard_of(text.encode(code))
    assert words(heard) == "Çà et là, déjà vu. Ærlig talt. Naïve? Blåbær."


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("cp1251", "Мы пекли хлеб до восхода солнца и ждали сестру."),
        ("shift_jis", "私たちは朝早くパンを焼きました。姉は待っていました。"),
        ("gb18030", "我们早上烤面包，姐姐在等我们回家。"),
        ("cp1253", "Ψήναμε ψωμί πριν βγει ο ήλιος και περιμέναμε."),
    ],
)
def test_an_older_encoding_is_told_by_what_it_makes(code: str, line: str) -> None:
    text = cues([line] * 1 + [line + " " + line, line])
    heard = heard_of(text.encode(code), language=None)
    assert "".join(words(heard).split()) == "".join((line * 4).split())
    assert "odd-bytes" in heard.flags


def test_one_bad_byte_spoils_one_character() -> None:
    data = cues(["Café crème, déjà vu, naïve.", LINES[1]]).encode().replace(b"vu", b"v\xff")
    heard = heard_of(data)
    assert words(heard) == f"Café crème, déjà v\ufffd, naïve. {LINES[1]}"
    assert "odd-bytes" in heard.flags


def test_letters_decoded_twice_are_mended_and_flagged() -> None:
    heard = heard_of(cues(["DÃ©jÃ\u00a0 vu â€” itâ€™s naÃ¯ve, MÃ¼ller.", LINES[1]]))
    assert "mojibake" in heard.flags
    assert words(heard) == f"Déjà vu — it’s naïve, Müller. {LINES[1]}"


def test_letters_that_are_not_the_languages_are_flagged() -> None:
    assert "language-doubtful" in heard_of(cues(["Мы пекли хлеб до восхода солнца и ждали."] * 3), language="en").flags


# ---- languages without blanks


def test_japanese_is_cut_into_runs_and_loses_no_character() -> None:
    lines = ["今日は町の水車の話をします。", "音響技師から粉屋になりました、どうしてですか？", "「時間」が大切です。"]
    heard = heard_of(cues(lines), language=None)
    assert heard.language == "ja"
    assert "".join(w.text for w in heard.words) == "".join(lines)
    assert len(heard.words) > 15
    assert "時間" in [w.text.strip("「」") for w in heard.words]


@pytest.mark.parametrize("line", ["我们明天早上一起烤面包。", "เราอบขนมปังก่อนพระอาทิตย์ขึ้น"])
def test_chinese_and_thai_are_more_than_one_word_a_cue(line: str) -> None:
    heard = heard_of(cues([line, line]), language=None)
    assert "".join(w.text for w in heard.words) == line * 2
    assert len(heard.words) > 6


def test_arabic_words_stay_in_order() -> None:
    line = "خبزنا الخبز قبل شروق الشمس، هل انتظرت؟"
    heard = heard_of(cues([line]), language=None)
    assert [w.text for w in heard.words] == line.split()
    assert heard.language == "ar"


def test_labels_by_name_are_given_to_the_words_after_them() -> None:
    assert [label for label, _ in said(heard_of(cues([f"Mara: {LINES[0]}", f"Tobias: {LINES[1]}"])))] == [
        "Mara",
        "Tobias",
    ]
