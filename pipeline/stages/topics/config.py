"""The knobs of the topics stage."""

from pydantic import Field

from pipeline.records import Record, WatchTopic


class TopicsConfig(Record):
    """Watch topics and topic detection. Figures: 216 chapter titles of 15 episodes as topics."""

    watch: tuple[WatchTopic, ...] = Field(default=(), description='Watch topics, such as ["Whales", "Krill"]')
    spoken_presence: float = Field(
        default=0.42, ge=0, le=2, description="Smallest presence score of a topic whose name is spoken; recall .92"
    )
    unspoken_presence: float = Field(
        default=0.55,
        ge=0,
        le=2,
        description="Smallest presence score of a topic whose name is not spoken; one false alarm in eleven",
    )
    union_share: float = Field(
        default=0.6,
        ge=0,
        le=1,
        description="Share of the best score from which a neighbouring section also belongs to the topic",
    )
    name_weight: float = Field(
        default=3.0, ge=0, le=100, description="Weight of the topic's name; higher than an alias"
    )
    alias_weight: float = Field(
        default=1.0, ge=0, le=100, description="Weight of each alias, compared with 3 for the name"
    )
    opening_weight: float = Field(
        default=0.6,
        ge=0,
        le=10,
        description="Weight of a section's opening, compared with 0.85 for words and 0.4 for vectors",
    )
    opening_sentences: int = Field(default=15, ge=1, le=100, description="Number of sentences in a section's opening")
    top_sentences: int = Field(
        default=5,
        ge=1,
        le=100,
        description="Number of best sentences whose mean cosine is a section's similarity; 5 was best of 1 to all",
    )
    discovered: int = Field(
        default=8,
        ge=0,
        le=100,
        description="Largest number of topics found without a watch topic; more reads as a word list",
    )
    highlights: int = Field(
        default=12, ge=1, le=100, description="Largest number of highlighted sections, unless the episode is long"
    )
    highlight_every_s: float = Field(
        default=480.0,
        ge=30,
        le=36_000,
        description="Seconds of a long episode that one highlighted section stands for; a longer page is skimmed",
    )
    least_highlight_s: float = Field(
        default=30.0,
        ge=0,
        le=3600,
        description="Shortest highlighted section in seconds; a shorter one has no room for narrative and quote",
    )
