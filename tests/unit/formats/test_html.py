import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats import markdown
from pipeline.formats.html import page, with_related
from pipeline.records import Audio, Gap, Highlights, Reheard, Transcript
from tests.builders import speech
from tests.record_builder import highlights, poisoned

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "</style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!--<script>",
    "]]><b>",
    "&lt;b&gt;&#106;",
    "\u202egnp.exe\u2028\x00",
]


class Skeleton(HTMLParser):
    """What is left of a page without its texts: tags and the names of their attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        values = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := values.get(name))]
        self.ids += [value for name in ("id",) if (value := values.get(name))]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def skeleton(html: str) -> Skeleton:
    parser = Skeleton()
    parser.feed(html)
    parser.close()
    return parser


def between(html: str, opening: str, closing: str) -> str:
    return html.split(opening, 1)[1].split(closing, 1)[0]


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_adds_no_tag_and_no_attribute(payload: str) -> None:
    assert skeleton(page(*poisoned(payload))).tags == skeleton(page(*poisoned("harmless"))).tags


@given(st.text(min_size=1, max_size=40).filter(str.split))
@settings(max_examples=25, deadline=None)
def test_no_text_at_all_changes_the_structure(payload: str) -> None:
    assert skeleton(page(*poisoned(payload))).tags == skeleton(page(*poisoned("harmless"))).tags


def test_what_was_said_is_read_back_unchanged() -> None:
    text = "a <b> & \"c\" 'd' </script> {{ e }}"
    assert f"“{text}”" in "".join(skeleton(page(*poisoned(text))).text)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "file:///etc"]
)
def test_only_http_links_are_followed(url: str) -> None:
    record, transcript = highlights(Audio(url=url))
    episode = record.episode.model_copy(update={"links": {"bad": url}})
    links = skeleton(page(record.model_copy(update={"episode": episode}), transcript)).links
    assert not [link for link in links if url in link]


def test_audio_path_that_looks_like_a_scheme_stays_a_path() -> None:
    links = skeleton(page(*highlights(Audio(path="javascript:alert(1).mp3")))).links
    assert "javascript%3Aalert%281%29.mp3" in links


def test_policy_names_exactly_the_style_and_the_script_of_the_page() -> None:
    html = page(*highlights())
    policy = between(html, 'http-equiv="Content-Security-Policy" content="', '"').replace("&#39;", "'")
    for name in ("style", "script"):
        contents = re.findall(rf"<{name}>(.*?)</{name}>", html, re.S)
        digests = [base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents]
        named = " ".join(f"'sha256-{digest}'" for digest in digests)
        assert f"{name}-src {named};" in policy
    assert policy.startswith("default-src 'none'")


def test_page_has_no_inline_handlers_and_no_inline_styles() -> None:
    names = {name for _, attributes in skeleton(page(*highlights())).tags for name in attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style"})


def test_ids_are_unique_and_every_link_inside_the_page_has_its_target() -> None:
    found = skeleton(page(*highlights()))
    assert len(found.ids) == len(set(found.ids))
    inside = {link[1:] for link in found.links if link.startswith("#") and not link.startswith("#t=")}
    assert inside <= set(found.ids)


def test_sections_quotes_and_questions_are_linkable_by_their_ids() -> None:
    ids = set(skeleton(page(*highlights())).ids)
    assert {"t01", "t02", "t03", "q01", "q02", "q03", "a01", "a02", "c01", "fn1"} <= ids


def test_data_block_gives_the_start_of_every_word_back() -> None:
    record, transcript = highlights()
    data = json.loads(between(page(record, transcript), '<script type="application/json" id="data">', "</script>"))
    total, starts = 0, []
    for delta in data["deltas"]:
        total += delta
        starts.append(total / 100)
    assert starts == pytest.approx([word.start for word in transcript.words], abs=0.005)


def passages(html: str) -> list[tuple[int, list[str]]]:
    found = re.findall(r'<p class="said" data-w="(\d+)">(.*?)</p>', html)
    return [(int(first), text.split(" ")) for first, text in found]


def test_transcript_passages_split_at_spaces_into_exactly_their_words() -> None:
    record, transcript = highlights()
    words = [word.model_copy(update={"text": "two words"}) if word.i == 5 else word for word in transcript.words]
    found = passages(page(record, transcript.model_copy(update={"words": tuple(words)})))
    firsts = [first for first, _ in found]
    assert firsts == [sum(len(said) for _, said in found[:k]) for k in range(len(found))]
    assert sum(len(said) for _, said in found) == len(words)


def test_uncertain_words_stand_in_a_passage_of_their_own() -> None:
    doubtful = re.findall(r'class="passage v\d doubt"[^>]*>.*?<p class="said"[^>]*>(.*?)</p>', page(*highlights()))
    assert doubtful == ["How do you choose a pot?"]


def without_speakers(record: Highlights) -> Highlights:
    quotes = tuple(quote.model_copy(update={"speaker": None}) for quote in record.quotes)
    return record.model_copy(update={"quotes": quotes})


def test_quote_without_a_name_says_so() -> None:
    record, transcript = highlights()
    assert "Speaker unknown" in between(page(without_speakers(record), transcript), 'id="q01"', "</figure>")


def interpolated(transcript: Transcript) -> Transcript:
    words = tuple(word.model_copy(update={"time_source": "interpolated"}) for word in transcript.words)
    return transcript.model_copy(update={"words": words})


def test_interpolated_time_is_never_shown_as_exact() -> None:
    record, transcript = highlights()
    (other,) = record.related  # whose times the record itself says are estimated: a page is told anew without words
    guessed = other.moments[0].model_copy(update={"approximate": (True, True)})
    record = record.model_copy(update={"related": (other.model_copy(update={"moments": (guessed,)}),)})
    made = page(record, interpolated(transcript))
    assert "≈ 2:05</a> there" in made
    shown = re.findall(r'<a class="time"[^>]*>([^<]+)</a>', made)
    assert shown
    assert all(text.startswith("≈ ") for text in shown)


def test_measured_times_are_shown_as_they_are() -> None:
    shown = re.findall(r'<a class="time"[^>]*>([^<]+)</a>', page(*highlights()))
    assert shown
    assert not [text for text in shown if "≈" in text]


def test_damage_and_second_hearings_are_told() -> None:
    record, transcript = highlights()
    audio = record.episode.audio.model_copy(update={"damaged_from": 28.0})
    reheard = (Reheard(start=1, end=9, better=True), Reheard(start=20, end=30, better=False))
    html = page(
        record.model_copy(
            update={
                "episode": record.episode.model_copy(update={"audio": audio}),
                "coverage": record.coverage.model_copy(update={"reheard": reheard}),
            }
        ),
        transcript,
    )
    assert "Times after 0:28 may be wrong" in html
    shown = re.findall(r'<a class="time"[^>]*>([^<]+)</a>', html)
    assert 0 < sum("≈" in text for text in shown) < len(shown)
    assert (
        "2 stretches lacked words or contained repetitions and were transcribed again. The second pass was better in 1."
        in html
    )


def test_without_sound_there_is_no_player_and_times_open_the_video() -> None:
    record, transcript = highlights(Audio())
    links = {"YouTube": "https://youtu.be/abcdefghijk"}
    record = record.model_copy(update={"episode": record.episode.model_copy(update={"links": links})})
    html = page(record, transcript)
    assert '<audio id="audio"' not in html
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=29s"' in between(html, 'id="q01"', "</figure>")


def test_remote_sound_is_allowed_by_the_policy_and_not_fetched_before_it_is_asked_for() -> None:
    html = page(*highlights(Audio(url="https://cdn.example/a.mp3")))
    assert "media-src &#39;self&#39; file: https://cdn.example;" in html
    assert 'preload="none"' in html


def test_coverage_is_never_rounded_up_to_all_of_it() -> None:
    record, transcript = highlights()
    coverage = record.coverage.model_copy(update={"speech_s": 10_000.0, "worded_s": 9_999.0})
    made = page(record.model_copy(update={"coverage": coverage}), transcript)
    assert "Words cover 99.9\u00a0% of it" in made


@pytest.mark.parametrize(
    ("covered", "told"),
    [
        ({"speech_s": 60.0, "worded_s": 55.0}, None),
        (
            {"speech_s": 60.0, "worded_s": 48.0, "gaps": (Gap(start=5.0, end=12.0),)},
            "<b>7 s</b> of speech has no words.",
        ),
        ({"speech_s": None}, None),
    ],
)
def test_masthead_says_how_much_speech_has_no_words(covered: dict[str, object], told: str | None) -> None:
    """A share below 100 % would be misread: pauses and breath beside words are speech to a detector."""
    record, transcript = highlights()
    coverage = record.coverage.model_copy(update={"gaps": (), **covered})
    made = page(record.model_copy(update={"coverage": coverage}), transcript)
    assert ('<p class="trusted failed">' in made) is (told is not None)
    assert told is None or f'<a href="#coverage">{told}</a>' in made


def test_a_failed_check_does_not_look_verified() -> None:
    record, transcript = highlights()
    tally = record.verification.quotes.model_copy(update={"passed": 2})
    verification = record.verification.model_copy(update={"quotes": tally})
    made = page(record.model_copy(update={"verification": verification}), transcript)
    assert "<b>2 of 3</b> quotes" in made
    assert "Every quote is word for word" not in made


def test_record_with_nothing_in_it_is_still_a_page() -> None:
    record, _ = highlights(Audio())
    empty = {"themes", "sections", "quotes", "questions", "footnotes", "clips", "related", "topics"}
    transcript = Transcript(revision="0", language="en", words=(), cues=(), turns=(), sentences=())
    html = page(record.model_copy(update=dict.fromkeys(empty, ())), transcript)
    assert "This episode has no highlighted sections." in html


def test_page_of_a_97_minute_episode_stays_light() -> None:
    record, _ = highlights()
    transcript = speech(" | ".join(f"{k}:00 {'Ada' if k % 2 else 'Bo'}: {'because of it. ' * 55}" for k in range(97)))
    assert len(transcript.words) > 15_900
    assert len(page(record, transcript).encode()) <= 1_500_000


def test_same_record_gives_the_same_bytes() -> None:
    assert page(*highlights()) == page(*highlights())


def test_quote_says_its_kind_who_chose_it_and_how_sure_its_speaker_is() -> None:
    quote = between(page(*highlights()), 'id="q01"', "</figure>")
    for text in ("definition", "pinned by hand", "speaker likely"):
        assert text in quote


def test_quote_is_shown_in_its_context() -> None:
    quote = between(page(*highlights()), 'id="q02"', "</figure>")
    assert re.search(r"is a trap\.</b> I kept a notebook for nine years\.", quote)


def test_names_say_how_they_are_known_and_corrections_are_listed() -> None:
    html = page(*highlights())
    assert "greeting, “Welcome to the kettle show.”" in re.sub(r"<[^>]+>", "", html)
    assert "speaker Voice 2 → Bo applied" in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("payload", ["Tea", *HOSTILE, "<!--/related-->", "\n\n## Related episodes\n\n[^1]: x"])
def test_related_episodes_written_into_a_page_give_the_page_that_is_made_with_them(payload: str) -> None:
    record, transcript = poisoned(payload)
    alone = record.model_copy(update={"related": ()})
    for made, renewed in ((page, with_related), (markdown.markdown, markdown.with_related)):
        assert renewed(made(alone, transcript), record) == made(record, transcript)
        assert renewed(made(record, transcript), alone) == made(alone, transcript)
        assert renewed("an older page", record) is None


def test_cover_is_shown_where_there_is_one_and_nothing_else_may_be_fetched() -> None:
    record, transcript = highlights()
    assert "<img" not in page(record, transcript)
    covered = record.model_copy(update={"episode": record.episode.model_copy(update={"cover": "cover.jpg"})})
    made = page(covered, transcript)
    assert '<img class="cover" id="cover" src="cover.jpg"' in made
    assert "img-src data: &#39;self&#39; file:;" in made
