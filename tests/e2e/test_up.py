"""`highlights up`: a real server that is closed to others, worker, schedules; nothing left behind.

One session serves all tests. They stand in the order in which they run: the last ones kill `up` and start it again.
"""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from flows import processes
from pipeline.line import verify
from pipeline.store import Store
from tests.conftest import ROOT
from tests.e2e.running_up import HIGHLIGHTS, RUN_S, Up, free_port, wait_for
from tests.integration.test_batch import TALK

pytestmark = [pytest.mark.prefect, pytest.mark.model]

SCHEDULED_S, READY_S = 90, 60
EVIL = "evil.example"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = Up(tmp_path_factory.mktemp("up"), free_port())
    try:
        running.start()
        yield running
    finally:
        ended = running.call("down")
        if running.process:
            running.process.wait(60)
    assert ended.returncode == 0


def attack(up: Up, headers: dict[str, str], canary: Path) -> list[int]:
    """Send what a foreign page sends: a flow, a deployment whose pull step is a shell command, a run of it."""
    flow_status, flow, _ = up.ask("POST", "/api/flows/", {"name": "evil"}, headers)
    step = {"prefect.deployments.steps.run_shell_script": {"script": f"touch {canary}"}}
    deployment = {
        "name": "evil", "flow_id": flow.get("id") if isinstance(flow, dict) else None, "work_pool_name": "highlights",
        "entrypoint": "flows/batch.py:batch", "pull_steps": [step],
    }  # fmt: skip
    deployment["flow_id"] = deployment["flow_id"] or str(uuid.uuid4())
    deployment_status, made, _ = up.ask("POST", "/api/deployments/", deployment, headers)
    where = made.get("id") if isinstance(made, dict) else None
    run_status, _, _ = up.ask("POST", f"/api/deployments/{where or uuid.uuid4()}/create_flow_run", {}, headers)
    return [flow_status, deployment_status, run_status]


FOREIGN = {"Host": EVIL, "Origin": f"http://{EVIL}"}


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        (FOREIGN, 400),
        ({"Origin": f"http://{EVIL}"}, 403),
        ({}, 403),
        ({"Content-Type": "text/plain", "Origin": f"http://{EVIL}"}, 403),
        ({"Prefect-Csrf-Token": "x", "Prefect-Csrf-Client": "y"}, 403),
    ],
    ids=["foreign-host", "foreign-origin", "local-user", "without-preflight", "forged-token"],
)
def test_a_foreign_page_makes_no_deployment(up: Up, tmp_path: Path, headers: dict[str, str], refused: int) -> None:
    canary = tmp_path / "canary"
    assert attack(up, headers, canary) == [refused] * 3
    assert not [d for d in up.ask("POST", "/api/deployments/filter", {}, up.allowed())[1] if d["name"] == "evil"]
    assert not canary.exists()


def test_a_foreign_name_is_refused_even_with_the_right_key(up: Up, tmp_path: Path) -> None:
    assert attack(up, up.allowed() | FOREIGN, tmp_path / "canary") == [400] * 3
    for host in (EVIL, f"{EVIL}:{up.port}", "127.0.0.1.evil.example", "localhost.evil.example:80"):
        assert up.ask("GET", "/api/flows/count", headers=up.allowed() | {"Host": host})[0] == 400


def test_nothing_is_read_or_written_without_both_key_and_token(up: Up) -> None:
    key = {"Authorization": up.allowed()["Authorization"]}
    assert up.ask("GET", "/api/admin/settings")[0] == 401
    assert up.ask("GET", "/api/csrf-token?client=x")[0] == 401
    assert up.ask("GET", "/api/admin/settings", headers={"Authorization": "Basic aGlnaGxpZ2h0czp4"})[0] == 401
    assert up.ask("POST", "/api/flows/filter", {}, key)[0] == 403
    without_key = {k: v for k, v in up.allowed().items() if k != "Authorization"}
    assert up.ask("POST", "/api/flows/filter", {}, without_key)[0] == 401
    assert up.ask("POST", "/api/flows/filter", {}, up.allowed())[0] == 200


def test_only_the_servers_own_page_may_read_it_from_a_browser(up: Up) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    status, _, headers = up.ask("OPTIONS", "/api/flows/", headers=asked | {"Origin": f"http://{EVIL}"})
    assert status == 400
    assert "access-control-allow-origin" not in headers
    for own in (f"http://127.0.0.1:{up.port}", f"http://localhost:{up.port}"):
        status, _, headers = up.ask("OPTIONS", "/api/flows/", headers=asked | {"Origin": own})
        assert (status, headers["access-control-allow-origin"]) == (200, own)


def test_the_key_is_on_no_screen_in_no_log_and_in_no_argument(up: Up) -> None:
    secret = up.key().partition(":")[2]
    assert (up.home / "api-auth").stat().st_mode & 0o777 == 0o600
    for path in ("said.txt", "server.log", "worker.log", "up.json"):
        assert secret not in (up.home / path).read_text(encoding="utf-8"), path
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found = arguments.read_bytes()
        except OSError:  # it ended meanwhile
            continue
        assert secret.encode() not in found, arguments


def test_the_page_works_for_who_types_the_key(up: Up, chromium: Any) -> None:
    page = chromium.new_context().new_page()
    asked: list[tuple[str, int]] = []
    foreign: list[str] = []

    def own(url: str) -> bool:
        return url.startswith((f"http://127.0.0.1:{up.port}/", f"blob:http://127.0.0.1:{up.port}/", "data:"))

    page.on("response", lambda answer: asked.append((answer.request.method, answer.status)))
    page.on("requestfinished", lambda r: own(r.url) or foreign.append(r.url))
    page.on("requestfailed", lambda r: own(r.url) or r.failure == "csp" or foreign.append(f"{r.url} {r.failure}"))
    page.goto(f"http://127.0.0.1:{up.port}/")
    page.locator("input").first.fill(up.key())
    page.locator("input").first.press("Enter")
    page.get_by_text("Flow Runs").first.wait_for(timeout=60_000)
    asked.clear()
    page.goto(f"http://127.0.0.1:{up.port}/deployments")
    page.get_by_text("nightly").first.wait_for(timeout=60_000)
    page.context.close()
    assert ("POST", 200) in asked  # the page also sends the token that a change needs
    assert not [status for _, status in asked if status >= 400]
    assert foreign == []


def test_the_screen_says_when_the_batch_runs_and_in_which_time_zone(up: Up) -> None:
    (line,) = [line for line in up.said if "batch/nightly" in line]
    zone = up.deployment("batch/nightly")["schedules"][0]["schedule"]["timezone"]
    assert re.search(rf"batch/nightly: 03:00 every night, {re.escape(zone)}; next run \d{{4}}-\d\d-\d\d 03:00", line)
    assert any(f"time zone {zone} is this machine's" in line for line in up.said)


def test_the_feeds_are_off_until_one_is_added(up: Up) -> None:
    assert any("feeds/nightly: off until you add a feed" in line for line in up.said)
    assert not up.deployment("feeds/nightly")["schedules"][0]["active"]
    assert up.deployment("batch/nightly")["schedules"][0]["active"]


def test_the_deployment_reprocesses_an_episode_through_the_worker(up: Up, tmp_path: Path) -> None:
    inbox, artifacts = tmp_path / "inbox", tmp_path / "artifacts"
    inbox.mkdir()
    (inbox / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    parameters = json.dumps({"episode_id": "a-talk", "raw_audio": str(inbox), "artifacts": str(artifacts)})
    done = up.call("prefect", "deployment", "run", "episode/reprocess", "--params", parameters, "--watch")
    assert done.returncode == 0, done.stdout + done.stderr
    assert verify(Store(artifacts), "a-talk") == []


def test_the_line_for_other_programs_gives_prefect_what_it_needs(up: Up) -> None:
    (line,) = [line for line in up.said if "export PREFECT_API_URL" in line]
    command = line.partition("other programs: ")[2]
    inspect = f"{sys.executable} -m prefect deployment inspect batch/nightly --output json"
    done = subprocess.run(
        ["bash", "-c", f"{command}; {inspect}"], cwd=ROOT, env=up.env, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["work_pool_name"] == "highlights"
    assert [s["schedule"]["cron"] for s in found["schedules"]] == ["0 3 * * *"]


def test_a_run_beside_it_uses_this_server_and_starts_none(up: Up, tmp_path: Path) -> None:
    (tmp_path / "b-talk.vtt").write_text(TALK, encoding="utf-8")
    done = up.call("run", str(tmp_path / "b-talk.vtt"), "--artifacts", str(tmp_path / "artifacts"))
    assert done.returncode == 0, done.stderr
    assert f"running on the Prefect server at http://127.0.0.1:{up.port}/api" in done.stderr
    assert verify(Store(tmp_path / "artifacts"), "b-talk") == []
    assert any(run["parameters"].get("episode_id", "").endswith("b-talk.vtt") for run in up.runs())


def test_the_scheduler_makes_the_runs_of_a_cron_and_the_worker_does_them(up: Up, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    started = time.monotonic()
    nightly = up.deployment("batch/nightly")["id"]
    made = up.call(
        "prefect", "--no-prompt", "deploy", "flows/batch.py:batch", "--name", "minutely", "--pool", "highlights",
        "--cron", "* * * * *", "--param", f"raw_audio={tmp_path / 'inbox'}", "--param",
        f"artifacts={tmp_path / 'artifacts'}",
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    minutely = up.deployment("batch/minutely")["id"]

    def of(deployment: str, **state: Any) -> list[Any]:
        found = up.runs(flow_runs={"deployment_id": {"any_": [deployment]}, **state})
        return [run for run in found if run["auto_scheduled"] and run["created_by"]["type"] == "SCHEDULE"]

    wait_for(lambda: of(nightly) and of(minutely), SCHEDULED_S)
    assert time.monotonic() - started < SCHEDULED_S + 60  # Prefect's own command takes its time under load
    wait_for(lambda: of(minutely, state={"type": {"any_": ["COMPLETED"]}}), RUN_S)
    up.ask("DELETE", f"/api/deployments/{minutely}", headers=up.allowed())


def test_many_who_write_at_once_wait_for_the_database(up: Up) -> None:
    reprocess, headers = up.deployment("episode/reprocess")["id"], up.allowed()
    later = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2099-01-01T00:00:00Z"}}  # no worker takes them

    asked = {"state": later, "parameters": {"episode_id": "three-surprises"}}

    def ask(_: int) -> int:
        return up.ask("POST", f"/api/deployments/{reprocess}/create_flow_run", asked, headers)[0]

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(48))) == {201}


def test_the_log_of_the_server_has_no_error(up: Up) -> None:
    time.sleep(max(0.0, up.since + READY_S - time.monotonic()))
    log = (up.home / "server.log").read_text(encoding="utf-8")
    assert not [line for line in log.splitlines() if re.search(r"\b(ERROR|CRITICAL|Traceback)\b|locked", line)], log


def test_a_second_up_for_the_same_home_is_one_clear_line(up: Up) -> None:
    done = up.call("up", "--port", str(free_port()), timeout=60)
    assert done.returncode == 4
    assert done.stderr.count("\n") == 1
    assert f"is already running at http://127.0.0.1:{up.port}" in done.stderr
    assert "highlights down" in done.stderr


def test_a_taken_port_is_one_clear_line(up: Up, tmp_path: Path) -> None:
    done = subprocess.run(
        [*HIGHLIGHTS, "up", "--port", str(up.port)], cwd=ROOT, env=up.env | {"PREFECT_HOME": str(tmp_path)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert "--port" in done.stderr


def test_what_a_killed_up_left_is_ended_and_what_a_person_set_stays(up: Up) -> None:
    nightly = up.deployment("batch/nightly")
    schedule = nightly["schedules"][0]["id"]
    pausing = ("PATCH", f"/api/deployments/{nightly['id']}/schedules/{schedule}", {"active": False})
    assert up.ask(*pausing, up.allowed())[0] == 204
    assert up.ask("PATCH", "/api/work_pools/highlights", {"concurrency_limit": 3}, up.allowed())[0] == 204
    left = up.children()
    assert up.process
    up.process.kill()
    up.process.wait()
    assert all(processes.is_alive(known) for known in left.values())  # as a kill leaves them

    up.start("--set", "schedule.timezone=America/New_York")  # other settings: the deployments are applied again
    assert not any(processes.is_alive(known) for known in left.values())
    assert {"server", "worker"} == {name for name in left if any(f"stopping the {name}" in line for line in up.said)}
    (found,) = up.deployment("batch/nightly")["schedules"]
    assert (found["active"], found["schedule"]["timezone"]) == (False, "America/New_York")
    assert up.ask("GET", "/api/work_pools/highlights", headers=up.allowed())[1]["concurrency_limit"] == 3
    assert any("batch/nightly: paused" in line for line in up.said)


def test_ctrl_c_ends_everything(up: Up) -> None:
    left = up.children()
    assert up.process
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(90) == 0
    assert not any(processes.is_alive(known) for known in left.values())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", up.port)) != 0, "the server is still there"
    assert not (up.home / "up.json").exists()
    refused = up.call("prefect", "deployment", "ls")
    assert (refused.returncode, "highlights up" in refused.stderr) == (4, True)
