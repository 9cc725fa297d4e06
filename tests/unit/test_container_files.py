"""What the files around the image promise, as far as it can be read from them; CI builds and runs the image itself."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "line",
    [
        "init: true",
        "read_only: true",
        'user: "10001:10001"',
        "cap_drop: [ALL]",
        'security_opt: ["no-new-privileges:true"]',
        "stop_grace_period: 180s",
        "restart: on-failure:3",
    ],
)
def test_the_container_is_shut_in_stops_gently_and_cannot_storm(line: str):
    assert line in {each.strip() for each in (ROOT / "compose.yaml").read_text().splitlines()}


@pytest.mark.parametrize(
    "line",
    [
        "ARG BASE=python:3.12-slim",
        "USER 10001:10001",
        'VOLUME ["/data", "/generation"]',
        'ENTRYPOINT ["reminder"]',
        'CMD ["schedule"]',
    ],
)
def test_the_image_is_a_worker_without_rights(line: str):
    assert line in (ROOT / "Dockerfile").read_text().splitlines()


def test_the_image_says_itself_whether_it_is_healthy():
    assert 'CMD ["/bin/sh", "-c", "reminder status || exit 1"]' in (ROOT / "Dockerfile").read_text()


def test_of_googles_descriptions_only_gmails_is_in_the_image(tmp_path: Path):
    folder = tmp_path / "lib/site-packages/googleapiclient/discovery_cache/documents"
    folder.mkdir(parents=True)
    for name in ("gmail.v1.json", "drive.v3.json", "sheets.v4.json"):
        (folder / name).touch()
    (command,) = re.findall(r"find /opt/reminder .*-delete", (ROOT / "Dockerfile").read_text())

    subprocess.run(["sh", "-c", command.replace("/opt/reminder", str(tmp_path))], check=True)  # noqa: S607

    assert [each.name for each in folder.iterdir()] == ["gmail.v1.json"]


def test_a_worker_under_systemd_cannot_storm_either():
    units = re.findall(r"```ini\n(.*?)```", (ROOT / "docs/vps.md").read_text(encoding="utf-8"), re.DOTALL)
    (worker,) = (each for each in units if "reminder schedule" in each)
    keys = dict(line.split("=", 1) for line in worker.splitlines() if "=" in line)

    hours, burst, pause = keys["StartLimitIntervalSec"], int(keys["StartLimitBurst"]), int(keys["RestartSec"])
    assert int(hours.removesuffix("h")) * 3600 > 2 * burst * pause
    assert keys["RestartPreventExitStatus"] == "2"
    assert keys["SuccessExitStatus"] == "143"


def test_only_the_programs_own_files_reach_the_image():
    kept = [each for each in (ROOT / ".dockerignore").read_text().splitlines() if not each.startswith("#")]

    assert kept[0] == "*"
    for each in kept[1:]:
        assert each == "**/__pycache__" or (ROOT / each.removeprefix("!")).exists(), each


def test_the_image_takes_every_dependency_by_its_hash_and_no_secret():
    text = (ROOT / "Dockerfile").read_text()

    installs = [line for line in text.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)
    assert "SECRET" not in text.upper().replace("SECRETS", "")


def test_every_dependency_of_a_lock_has_its_hash():
    for lock in ROOT.glob("requirements*.lock"):
        lines = lock.read_text().splitlines()
        pins = [line for line in lines if "==" in line]
        assert pins
        assert all(line.endswith("\\") for line in pins), lock.name
