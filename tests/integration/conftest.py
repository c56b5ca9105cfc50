"""What tests of an object store share: one server, and a folder of its bucket for each test."""

from collections.abc import Iterator

import pytest

from pipeline.objects import Objects
from tests.s3 import S3


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    with S3() as running:
        yield running


@pytest.fixture
def objects(s3: S3, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Objects:
    for name, value in s3.env.items():
        monkeypatch.setenv(name, value)
    return Objects(f"s3://{s3.bucket}/{request.node.name.partition('[')[0]}")
