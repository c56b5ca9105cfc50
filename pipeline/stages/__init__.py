"""The stages of the line, in their order. It is written here and nowhere else."""

from pipeline.stage import Stage
from pipeline.stages.attribute.stage import STAGE as ATTRIBUTE
from pipeline.stages.ingest.stage import STAGE as INGEST
from pipeline.stages.narrate.stage import STAGE as NARRATE
from pipeline.stages.publish.stage import STAGE as PUBLISH
from pipeline.stages.questions.stage import STAGE as QUESTIONS
from pipeline.stages.quotes.stage import STAGE as QUOTES
from pipeline.stages.segment.stage import STAGE as SEGMENT
from pipeline.stages.topics.stage import STAGE as TOPICS
from pipeline.stages.transcribe.stage import STAGE as TRANSCRIBE

STAGES: tuple[Stage, ...] = (
    INGEST,
    TRANSCRIBE,
    ATTRIBUTE,
    SEGMENT,
    TOPICS,
    QUOTES,
    QUESTIONS,
    NARRATE,
    PUBLISH,
)
