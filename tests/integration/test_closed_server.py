"""The server that a plain run starts for itself is closed as well."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.prefect


def test_the_server_of_a_plain_run_answers_nobody_without_its_key(prefect_server: None) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        assert client.read_flows() is not None  # who has the key is answered, with a token in each request
        where = urlsplit(str(client.api_url)).netloc
    answers = []
    for method, path, body in [("GET", "/api/admin/settings", None), ("POST", "/api/flows/", {"name": "evil"})]:
        connection = HTTPConnection(where, timeout=30)
        headers = {"Content-Type": "application/json", "Origin": "http://evil.example"}
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        assert answer.getheader("Access-Control-Allow-Origin") is None
        answers.append(answer.status)
        connection.close()
    assert answers == [401, 403]
