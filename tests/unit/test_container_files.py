"""What the files around the image promise, as far as it can be read from them; CI builds and runs the image itself."""

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
