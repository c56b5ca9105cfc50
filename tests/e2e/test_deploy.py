"""What `deploy/` offers works: its commands run as processes, together, and are closed as `highlights up` is.

Containers cannot be had in a test, their parts can: Debian's Postgres and Redis, and the very commands and variables of
the compose file and of the systemd units. Names of containers become 127.0.0.1 and free ports.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows import processes
from pipeline.line import verify
from pipeline.store import Store
from tests.conftest import ROOT
from tests.e2e.running_up import HIGHLIGHTS, RUN_S, START_S, Up, free_port, wait_for
from tests.integration.test_batch import TALK
from tests.postgres import POSTGRES, Postgres

pytestmark = [pytest.mark.prefect, pytest.mark.model]

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text(encoding="utf-8"))
PROGRAM = "/opt/highlights/bin/highlights"


def secrets(folder: Path) -> dict[str, str]:
    """Make the secrets as the instructions say, and return them."""
    path = folder / "env"
    subprocess.run([sys.executable, str(DEPLOY / "new_secrets.py"), str(path)], check=True)
    assert path.stat().st_mode & 0o777 == 0o600
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines())


@dataclass
class Services:
    """The processes of one way of starting; their folder is what /var/lib/highlights or the volumes are."""

    folder: Path
    secrets: dict[str, str]
    ports: dict[str, int]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    how: dict[str, tuple[list[str], dict[str, str]]] = field(default_factory=dict)

    def start(self, name: str, command: list[str], env: dict[str, str]) -> None:
        plain = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_"))}
        self.how[name] = command, env
        with (self.folder / f"{name}.said").open("ab") as out:
            self.running[name] = subprocess.Popen(
                command, env=plain | env | {"PYTHONPATH": str(ROOT)}, cwd=self.folder, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.said").read_text(encoding="utf-8")

    def end(self) -> None:
        for process in reversed(self.running.values()):
            processes.end(process.pid, lambda process=process: process.poll() is not None)  # type: ignore[misc]

    @property
    def up(self) -> Up:
        """Return the means to talk to the server."""
        home = self.folder / "talk"
        if not home.is_dir():
            home.mkdir()
            (home / "api-auth").write_text(self.secrets["PREFECT_SERVER_API_AUTH_STRING"], encoding="utf-8")
        return Up(home, self.ports["server"])


def of_units(services: Services) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return command and environment of each unit, in a folder of ours and on free ports."""
    found = {}
    for path in UNITS:
        env: dict[str, str] = {}
        for name, value in re.findall(r"(?m)^(\w+)=(.*)$", path.read_text(encoding="utf-8")):
            if name == "EnvironmentFile":
                assert value == "/etc/highlights/env"
                env |= services.secrets
            elif name == "Environment":
                env |= dict(pair.split("=", 1) for pair in value.split())
            elif name == "ExecStart":
                command = value
        placed = {k: _placed(v, services) for k, v in env.items()}
        program, *arguments = _placed(command, services).split()
        assert program == PROGRAM
        found[path.stem.removeprefix("highlights-")] = [*HIGHLIGHTS, *arguments], placed
    return found


def of_compose(services: Services) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return command and environment of each container of the program and of Redis."""
    found = {}
    for name, service in COMPOSE["services"].items():
        if name == "postgres":
            continue
        own = {"HIGHLIGHTS_HOME": "/data", "PREFECT_HOME": "/prefect"} if name != "redis" else {}  # of the image
        env = own | {k: _substituted(v, services.secrets) for k, v in service.get("environment", {}).items()}
        placed = {k: _placed(v, services, name) for k, v in env.items()}
        program, *arguments = [_placed(part.replace("$$", "$"), services, name) for part in service["command"]]
        found[name] = ([*HIGHLIGHTS, *arguments] if program == "highlights" else [program, *arguments]), placed
    return found


def _substituted(value: str, known: dict[str, str]) -> str:
    def of(match: re.Match[str]) -> str:
        name, _, default = match[1].partition(":-") if ":-" in match[1] else match[1].partition(":?")
        return known.get(name, default)

    return re.sub(r"\$\{([^}]+)\}", of, value)


def _placed(value: str, services: Services, name: str = "all") -> str:
    ports = services.ports
    for there, here in (
        ("/var/lib/highlights", str(services.folder / "data")), ("server:4200", f"127.0.0.1:{ports['server']}"),
        ("4200", str(ports["server"])), ("8350", str(ports["site"])), ("0.0.0.0", "127.0.0.1"),
        ("postgres:5432", f"127.0.0.1:{ports['postgres']}"), ("6379", str(ports["redis"])),
        ("redis-server -", f"redis-server - --bind 127.0.0.1 --port {ports['redis']} --dir {services.folder}"),
    ):  # fmt: skip
        value = value.replace(there, here)
    places = {"/data": services.folder / "data", "/prefect": services.folder / f"prefect-{name}", "redis": "127.0.0.1"}
    return str(places.get(value, value))


@pytest.fixture(scope="module", params=["systemd", "compose"])
def services(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    if request.param == "compose" and not (POSTGRES and shutil.which("redis-server")):
        pytest.skip("needs Debian's postgresql and redis-server: apt-get install postgresql redis-server")
    if request.param == "compose" and not find_spec("prefect_redis"):
        pytest.skip("needs the extra services: pip install --no-deps --require-hashes -r requirements/services.txt")
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "data" / "raw_audio").mkdir(parents=True)
    (folder / "data" / "raw_audio" / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    made = Services(folder, secrets(folder), {name: free_port() for name in ("server", "site", "postgres", "redis")})
    with ExitStack() as stack:
        stack.callback(made.end)
        if request.param == "compose":
            given = COMPOSE["services"]["postgres"]["environment"]
            stack.enter_context(Postgres(
                made.ports["postgres"], user=given["POSTGRES_USER"], password=made.secrets["POSTGRES_PASSWORD"],
                database=given["POSTGRES_DB"], initdb=given["POSTGRES_INITDB_ARGS"].split(),
            ))  # fmt: skip
        how = of_units(made) if request.param == "systemd" else of_compose(made)
        for name in ("redis", "server", "worker"):
            if name in how:
                made.start(name, *how[name])
        wait_for(lambda: "is up" in made.said("worker") or made.running["worker"].poll() is not None, START_S)
        assert made.running["worker"].poll() is None, made.said("worker") + made.said("server")
        made.how = how
        yield made


def test_an_episode_is_made_by_the_worker_and_shown_by_the_site(services: Services) -> None:
    up = services.up
    where = up.deployment("episode/reprocess")["id"]
    body = {"parameters": {"episode_id": "a-talk"}}
    status, run, _ = up.ask("POST", f"/api/deployments/{where}/create_flow_run", body, up.allowed())
    assert status == 201

    def state() -> Any:
        return up.ask("GET", f"/api/flow_runs/{run['id']}", headers=up.allowed())[1]["state"]

    wait_for(lambda: state()["type"] not in {"SCHEDULED", "PENDING", "RUNNING"}, RUN_S)
    assert state()["type"] == "COMPLETED", (state(), services.said("worker"))
    assert verify(Store(services.folder / "data" / "artifacts"), "a-talk") == []
    services.start("site", *services.how["site"])
    port = services.ports["site"]
    wait_for(lambda: services.said("site"), RUN_S)
    assert asked(port, "/a-talk/page.html", {}) == 200
    assert asked(port, "/a-talk/page.html", {"Host": "evil.example"}) == 421


def asked(port: int, path: str, headers: dict[str, str]) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_server_is_closed(services: Services) -> None:
    up = services.up
    key = {"Authorization": up.allowed()["Authorization"]}
    assert up.ask("GET", "/api/admin/settings")[0] == 401
    assert up.ask("POST", "/api/flows/filter", {}, key)[0] == 403
    assert up.ask("POST", "/api/flows/filter", {}, up.allowed())[0] == 200
    assert up.ask("POST", "/api/flows/filter", {}, up.allowed() | {"Host": "evil.example"})[0] == 400
    preflight = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    status, _, headers = up.ask("OPTIONS", "/api/flows/", headers=preflight)
    assert (status, "access-control-allow-origin" in headers) == (400, False)


def test_no_secret_stands_in_an_argument_or_on_a_screen(services: Services) -> None:
    hidden = [value.rpartition(":")[2].encode() for value in services.secrets.values()]
    for path in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (path / "cmdline").read_bytes()
        except OSError:  # it ended meanwhile
            continue
        assert not [secret for secret in hidden if secret in arguments], arguments
    for name in services.running:
        assert not [secret for secret in hidden if secret.decode() in services.said(name)], name


def test_nothing_listens_beyond_this_machine(services: Services) -> None:
    for port in services.ports.values():
        for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
            local, _, state = line.split()[1:4]
            if state == "0A" and int(local.partition(":")[2], 16) == port:
                assert local.partition(":")[0] == "0100007F"


def test_a_server_that_is_killed_is_back_within_a_minute(services: Services) -> None:
    since = time.monotonic()
    main = services.running["server"]
    known = processes.remembered(_state_of(services))
    assert known
    os.kill(known["processes"]["server"]["pid"], 9)
    wait_for(services.up.answers, 60)
    main.kill()  # and the supervisor itself: its own supervisor (systemd, Docker) starts it again
    main.wait()
    services.start("server", *services.how["server"])
    wait_for(services.up.answers, 60)
    assert time.monotonic() - since < 120
    assert services.running["worker"].poll() is None


def _state_of(services: Services) -> Path:
    there = services.folder.glob("**/up.json")
    return next(path for path in there if "server" in json.loads(path.read_text(encoding="utf-8"))["processes"])


def test_systemd_itself_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze: apt-get install systemd")
    program = Path(sys.executable).with_name("highlights")  # it looks whether the program is there
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8").replace(PROGRAM, str(program)))
    units = [str(tmp_path / path.name) for path in UNITS]
    done = subprocess.run([analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_unit_restarts_and_is_shut_in() -> None:
    assert {path.stem for path in UNITS} == {"highlights-server", "highlights-worker", "highlights-site"}
    for path in UNITS:
        lines = path.read_text(encoding="utf-8").splitlines()
        wanted = {"Restart=always", "NoNewPrivileges=true", "ProtectSystem=strict", "User=highlights", "KillMode=mixed"}
        assert wanted <= set(lines), path.name
        assert not [line for line in lines if "--listen" in line]


def test_compose_publishes_nothing_beyond_this_machine_and_holds_no_secret() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"postgres", "redis", "server", "worker", "site"}
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published == ["127.0.0.1:4200:4200", "127.0.0.1:8350:8350"]
    assert COMPOSE["networks"]["back"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["back"]
    for service in services.values():
        for variable, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|AUTH|KEY", variable) or value.startswith("${"), variable
    for name in ("server", "worker", "site"):
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["read_only"] is True


def test_the_image_is_made_of_files_that_are_there_and_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert 'RUN deploy/build.sh /checkout /opt/highlights "$VARIANT"' in lines
    assert os.access(DEPLOY / "build.sh", os.X_OK)
    assert "USER highlights" in lines
    assert not [line for line in lines if line.startswith("EXPOSE")]


def test_the_build_steps_of_the_image_make_a_program_that_works(tmp_path: Path) -> None:
    """The same script in an empty folder: the locked packages (minutes), the program, one episode."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "HIGHLIGHTS_", "PYTHONPATH"))}
    build = [str(DEPLOY / "build.sh"), str(ROOT), str(tmp_path / "environment"), "cpu"]
    done = subprocess.run(build, env=env | {"PYTHON": sys.executable}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "a-talk.vtt").write_text(TALK, encoding="utf-8")
    run = [str(tmp_path / "environment/bin/highlights"), "run", str(tmp_path / "a-talk.vtt"), "--direct"]
    done = subprocess.run(run, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert verify(Store(tmp_path / "artifacts"), "a-talk") == []
    modules = "import prefect_redis.messaging, asyncpg, obstore"
    assert subprocess.run([str(tmp_path / "environment/bin/python"), "-c", modules], check=False).returncode == 0
