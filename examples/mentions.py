"""Write every mention of some words as CSV: python examples/mentions.py ARTIFACTS WORDS."""

import csv
import sys

import episode_highlights

if __name__ == "__main__":
    artifacts, words = sys.argv[1:]
    archive = episode_highlights.open(artifacts)
    table = csv.writer(sys.stdout)
    table.writerow(("episode", "start_s", "speaker", "text", "url"))
    for hit in archive.search(words):
        table.writerow((hit.episode_id, hit.start, hit.speaker, hit.text, archive.episode(hit.episode_id).url()))
