"""The knobs of the topics stage."""

from pydantic import Field

from pipeline.records import Record, WatchTopic


class TopicsConfig(Record):
    """What to look for, and how sure to be. Figures: 216 chapter titles of 15 episodes as topics."""

    watch: tuple[WatchTopic, ...] = Field(
        default=(), description='Topics asked for, such as ["Whales", "Krill"]; without any, sections are ranked'
    )
    spoken_presence: float = Field(
        default=0.42, ge=0, le=2, description="Presence, no unit, to accept a topic whose name is spoken: recall .92"
    )
    unspoken_presence: float = Field(
        default=0.55, ge=0, le=2, description="Presence, no unit, without its name: one false alarm in eleven"
    )
    union_share: float = Field(
        default=0.6, ge=0, le=1, description="Share of the best score from which a neighbouring section belongs too"
    )
    name_weight: float = Field(
        default=3.0, ge=0, le=100, description="Weight of the name; an alias alone must never outrank it"
    )
    alias_weight: float = Field(default=1.0, ge=0, le=100, description="Weight of each alias beside the name's 3")
    opening_weight: float = Field(
        default=0.6, ge=0, le=10, description="Weight of the opening beside 0.85 for words and 0.4 for meaning"
    )
    opening_sentences: int = Field(default=15, ge=1, le=100, description="Sentences that announce a section's topic")
    top_sentences: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Sentences whose mean cosine is a section's nearness; found best of 1 to all",
    )
    discovered: int = Field(
        default=8, ge=0, le=100, description="Topics named without being asked for, at most; more is a word list"
    )
    highlights: int = Field(
        default=12, ge=1, le=100, description="Sections highlighted at most; a page of more is skimmed"
    )
    least_highlight_s: float = Field(
        default=30.0, ge=0, le=3600, description="Seconds; a shorter section holds no narrative with a quote"
    )
