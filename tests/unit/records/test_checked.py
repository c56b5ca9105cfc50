import json

from pipeline.records.checked import CheckedQuotation, CheckedSentence, CheckedText

ALTERED = CheckedQuotation(
    text="it never <works>", verdict="altered", said="it always works", start=1.0, end=2.0, words=((0, 3),)
)
UNSAID = CheckedQuotation(text="never", verdict="not said", said=None, start=None, end=None, words=None)
GOOD = CheckedSentence(text="It works.", verdict="supported", score=0.9, start=1.0, end=2.0, words=((0, 3), (4, 6)))
NOWHERE = CheckedSentence(text="No [b] one.", verdict="not supported", score=0.1, start=None, end=None, words=None)
WRONG = CheckedSentence(text="It fails.", verdict="contradicted", score=0.2, start=1.0, end=2.0, words=((0, 3),))


def test_the_answer_has_the_keys_that_are_promised() -> None:
    found = CheckedText(quotes=(ALTERED, UNSAID), sentences=(GOOD, NOWHERE))
    answer = json.loads(found.model_dump_json())
    assert list(answer) == ["quotes", "sentences"]
    assert list(answer["quotes"][0]) == ["text", "verdict", "said", "start", "end", "words"]
    assert list(answer["sentences"][0]) == ["text", "verdict", "score", "start", "end", "words"]
    assert answer["sentences"][0]["words"] == [[0, 3], [4, 6]]
    assert answer["quotes"][1] == {
        "text": "never", "verdict": "not said", "said": None, "start": None, "end": None, "words": None,
    }  # fmt: skip
