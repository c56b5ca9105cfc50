"""Linked data read by a JSON-LD processor, and the catalog by Frictionless: validators of their own ecosystems.

The processor is given the contexts here, in the part that we use, because a test asks nobody on the network.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Checklist, Package
from rdflib import DCTERMS, RDF, SDO, XSD, Graph, Namespace, URIRef

from pipeline.formats.linked_data import annotations, metadata
from pipeline.formats.tables import catalog
from tests.record_builder import highlights, poisoned
from tests.unit.formats.test_html import HOSTILE

# rdflib's own reader of JSON-LD still makes a graph of the kind that rdflib is going to drop
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

BASE = "https://pods.example/kettle-7/"
OA, AS = Namespace("http://www.w3.org/ns/oa#"), Namespace("http://www.w3.org/ns/activitystreams#")
# schema.org's context maps every name into its vocabulary; these values are addresses, not text
LINKS = ("url", "contentUrl", "sameAs", "image")
SCHEMA_ORG = {"@vocab": str(SDO), **{name: {"@id": str(SDO) + name, "@type": "@id"} for name in LINKS}}
# Of the Web Annotation Vocabulary (W3C Recommendation, 23 February 2017), appendix A; no `@vocab`: what is not in it
# is lost on every reader.
COUNT = str(XSD.nonNegativeInteger)
ANNOTATION = {
    "id": "@id", "type": "@type", "format": "http://purl.org/dc/elements/1.1/format",
    "label": "http://www.w3.org/2000/01/rdf-schema#label", "value": str(RDF.value),
    **{n: str(OA[n]) for n in (
        "Annotation", "SpecificResource", "TextualBody", "TextQuoteSelector", "TextPositionSelector",
        "FragmentSelector", "exact", "prefix", "suffix", "highlighting", "questioning", "describing",
    )},
    "AnnotationCollection": str(AS.OrderedCollection), "AnnotationPage": str(AS.OrderedCollectionPage),
    "start": {"@id": str(OA.start), "@type": COUNT}, "end": {"@id": str(OA.end), "@type": COUNT},
    "total": {"@id": str(AS.totalItems), "@type": COUNT}, "startIndex": {"@id": str(AS.startIndex), "@type": COUNT},
    "body": {"@id": str(OA.hasBody), "@type": "@id"}, "target": {"@id": str(OA.hasTarget), "@type": "@id"},
    "source": {"@id": str(OA.hasSource), "@type": "@id"}, "selector": {"@id": str(OA.hasSelector), "@type": "@id"},
    "motivation": {"@id": str(OA.motivatedBy), "@type": "@vocab"},
    "canonical": {"@id": str(OA.canonical), "@type": "@id"},
    "conformsTo": {"@id": str(DCTERMS.conformsTo), "@type": "@id"}, "first": {"@id": str(AS.first), "@type": "@id"},
    "partOf": {"@id": str(AS.partOf), "@type": "@id"},
    "items": {"@id": str(AS.items), "@type": "@id", "@container": "@list"},
}  # fmt: skip
CONTEXTS = {"https://schema.org": SCHEMA_ORG, "http://www.w3.org/ns/anno.jsonld": ANNOTATION}

MADE = [highlights(), *(poisoned(payload) for payload in HOSTILE)]


def read(text: str) -> Graph:
    """Return what a JSON-LD processor makes of a document of ours."""
    document = json.loads(text)
    document["@context"] = CONTEXTS[document["@context"]]
    return Graph().parse(data=json.dumps(document), format="json-ld", base=BASE)


def names(value: Any) -> set[str]:
    """Return every key that occurs anywhere in a document."""
    if isinstance(value, dict):
        return set(value) | {name for inner in value.values() for name in names(inner)}
    return {name for inner in value for name in names(inner)} if isinstance(value, list) else set()


@pytest.mark.parametrize("made", MADE)
def test_metadata_uses_the_vocabulary_of_schema_org_and_nothing_else(made: Any) -> None:
    graph = read(metadata(made[0]))
    used = {p for _, p, _ in graph if p != RDF.type} | set(graph.objects(predicate=RDF.type))
    assert len(used) > 20
    assert [str(term) for term in used if term not in SDO] == []


def test_metadata_gives_every_clip_and_quotation_back() -> None:
    record, _ = highlights()
    graph, episode = read(metadata(record)), URIRef(BASE + "#episode")
    assert graph.value(episode, RDF.type) == SDO.PodcastEpisode
    clips = {str(c): c for c in graph.subjects(RDF.type, SDO.Clip) if (episode, SDO.hasPart, c) in graph}
    assert set(clips) == {f"{BASE}#{part.id}" for part in (*record.sections, *record.clips)}
    for part in (*record.sections, *record.clips):
        clip = clips[f"{BASE}#{part.id}"]
        times = [float(graph.value(clip, p)) for p in (SDO.startOffset, SDO.endOffset)]
        assert times == [part.start, part.end]
        assert graph.value(clip, SDO.partOfEpisode) == episode
    said = {str(graph.value(q, SDO.text)) for q in graph.subjects(RDF.type, SDO.Quotation)}
    assert said == {quote.text for quote in record.quotes}


@pytest.mark.parametrize("made", MADE)
def test_annotations_lose_no_name_and_keep_what_the_model_asks_for(made: Any) -> None:
    text = annotations(*made)
    assert names(json.loads(text)) - {"@context"} <= set(ANNOTATION)
    graph = read(text)
    found = set(graph.subjects(RDF.type, OA.Annotation))
    collection = URIRef(BASE + "#annotations")
    assert int(graph.value(collection, AS.totalItems)) == len(found) > 0
    for one in found:
        assert str(one).startswith(BASE)
        assert list(graph.objects(one, OA.hasTarget))
        assert set(graph.objects(one, OA.motivatedBy)) <= {OA.highlighting, OA.questioning, OA.describing}
    exactly_one = {
        OA.SpecificResource: (OA.hasSource,), OA.TextQuoteSelector: (OA.exact, OA.prefix, OA.suffix),
        OA.TextPositionSelector: (OA.start, OA.end), OA.FragmentSelector: (RDF.value, DCTERMS.conformsTo),
        OA.TextualBody: (RDF.value,), AS.OrderedCollectionPage: (AS.partOf, AS.items),
    }  # fmt: skip
    for kind, properties in exactly_one.items():
        subjects = list(graph.subjects(RDF.type, kind))
        assert subjects, kind
        for subject in subjects:
            assert [len(list(graph.objects(subject, p))) for p in properties] == [1] * len(properties)
    for selector in graph.subjects(RDF.type, OA.TextPositionSelector):
        start, end = (graph.value(selector, p).toPython() for p in (OA.start, OA.end))
        assert 0 <= start < end


def test_a_name_that_schema_org_does_not_have_would_be_found() -> None:
    document = json.loads(metadata(highlights()[0])) | {"loudness": 3}
    used = {p for _, p, _ in read(json.dumps(document)) if p != RDF.type}
    assert [p for p in used if p not in SDO] == [URIRef(str(SDO) + "loudness")]


def test_frictionless_finds_no_error_in_any_table(tmp_path: Path) -> None:
    records = [made[0].model_copy(update={"episode": made[0].episode.model_copy(update={"id": f"e{k}"})})
               for k, made in enumerate(MADE)]  # fmt: skip
    for name, data in catalog(records).items():
        (tmp_path / name).write_bytes(data)
    # of Parquet Frictionless counts no bytes and no hash; those are held against the files in test_tables
    report = Package(str(tmp_path / "datapackage.json")).validate(
        checklist=Checklist(skip_errors=["byte-count", "hash-count"])
    )
    assert [(task.name, error.note) for task in report.tasks for error in task.errors] == []
    assert {task.name: task.stats.get("rows") for task in report.tasks}["episodes"] == len(records)
