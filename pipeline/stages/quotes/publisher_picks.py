"""The publisher's own picks: stretches the feed names as soundbites, and clips an editor set before the episode.

Nobody knows better what is worth hearing. A pick is a stretch of whole sentences; what may be quoted in it is quoted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from pipeline.records import Outline, Picked, Soundbite, Span, Transcript
from pipeline.records.flags import Flag
from pipeline.spans import clip, overlaps, shared

TEASER: Flag = "teaser"  # what `segment` flags the section of a cold open with
EDGE_S = 1.0  # by which an editor's cut may lie inside a sentence
LEAST_TRIGRAMS = 4  # a shorter sentence recurs by chance
AGAIN = 0.6  # of its trigrams in one sentence of the body: transcripts of the two places differ a little
REACH = 3  # sentences of the body that one sentence of a clip may be cut into there
NEAR = 2  # sentences apart, two stretches are one clip
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
Trigram = tuple[str, str, str]


def soundbites(transcript: Transcript, outline: Outline, bites: Sequence[Soundbite]) -> list[Picked]:
    """Return the publisher's soundbites that lie in talk and are no advert, as whole sentences of one section."""
    found = []
    for bite in bites:
        span = _within(transcript, bite)
        if span is None:
            continue
        first, last = transcript.sentences[span[0]].words[0], transcript.sentences[span[1] - 1].words[1]
        common = {s.id: shared((first, last), s.words) for s in outline.sections if s.kind == "talk"}
        best = next((s for s in outline.sections if common.get(s.id, 0) == max(common.values(), default=0) > 0), None)
        words = clip((first, last), best.words) if best else None
        if best and words and not any(overlaps(span, words) for span in outline.doubtful):
            found.append(Picked(words=words, section=best.id, title=bite.title))
    return found


def _within(transcript: Transcript, bite: Soundbite) -> Span | None:
    """Return the sentences of a soundbite: those of which half lies inside it, give or take the edges of a cut.

    Where that is none, the one it is mostly about.
    """
    sentences = transcript.sentences
    inside = [
        k
        for k, s in enumerate(sentences)
        if 2 * shared((s.start, s.end), (bite.start - EDGE_S, bite.end + EDGE_S)) > s.end - s.start
    ]
    if not inside:
        common = [shared((s.start, s.end), (bite.start, bite.end)) for s in sentences]
        best = max(range(len(common)), key=common.__getitem__, default=0)
        inside = [best] if common and common[best] > 0 else []
    return (inside[0], inside[-1] + 1) if inside else None


def heard_again(transcript: Transcript, outline: Outline, texts: Sequence[str]) -> list[Span]:
    """Return the words of the passages in which a cold open's sentences, `texts`, are heard again, in time order."""
    end = max((s.words[1] for s in outline.sections if TEASER in s.flags), default=0)
    clips = [k for k, s in enumerate(transcript.sentences) if s.words[1] <= end]
    where: dict[Trigram, list[int]] = defaultdict(list)
    for k in range(len(clips), len(texts)):
        for trigram in _trigrams(texts[k]):
            where[trigram].append(k)
    found: set[int] = set()
    for n in clips:
        wanted = _trigrams(texts[n])
        heard = Counter(k for trigram in wanted for k in where.get(trigram, ()))
        place = max(heard, key=lambda k: (heard[k], -k), default=0)
        near = (k for k in heard if abs(k - place) <= REACH)
        found |= {
            k for k in near if heard[k] >= max(LEAST_TRIGRAMS, AGAIN * min(len(wanted), len(_trigrams(texts[k]))))
        }
    runs: list[Span] = []
    for k in sorted(found):
        if runs and k - runs[-1][1] < NEAR and transcript.sentences[k].turn == transcript.sentences[runs[-1][0]].turn:
            runs[-1] = (runs[-1][0], k + 1)
        else:
            runs.append((k, k + 1))
    return [(transcript.sentences[i].words[0], transcript.sentences[j - 1].words[1]) for i, j in runs]


def _trigrams(text: str) -> set[Trigram]:
    words = _TOKEN.findall(text.lower().replace("’", "'"))
    return set(zip(words, words[1:], words[2:], strict=False))
