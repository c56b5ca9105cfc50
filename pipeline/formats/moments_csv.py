"""All moments of an episode in one table for a spreadsheet: sections, quotes, questions and clips, in time order."""

import csv
import io

from pipeline.formats.tables import harmless
from pipeline.links import moment_link
from pipeline.records import Highlights

COLUMNS = ("kind", "id", "section", "start", "end", "speaker", "text", "url")

Row = tuple[str, str, str, float, float, str | None, str]


def moments_csv(record: Highlights) -> str:
    """Return a line for each moment; text that a spreadsheet would run as a formula is made text."""
    rows: list[Row] = [("section", s.id, s.id, s.start, s.end, None, s.title) for s in record.sections]
    rows += [("quote", q.id, q.section, q.start, q.end, q.speaker, q.text) for q in record.quotes]
    rows += [("question", q.id, q.section, q.start, q.end, q.speaker, q.text) for q in record.questions]
    rows += [("clip", c.id, c.section, c.start, c.end, None, c.title) for c in record.clips]
    rows.sort(key=lambda row: (row[3], -row[4]))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in rows:
        link = moment_link(record.episode, row[3], row[4])
        table.writerow([harmless("" if value is None else value) for value in (*row, link)])
    return text.getvalue()
