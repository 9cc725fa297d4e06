"""`demo` in a folder of one's own."""

import subprocess
import sys
from pathlib import Path

from reminder.compose.places import shipped
from tests.composing import own_file


def demo(folder: Path) -> int:
    command = [sys.executable, "-m", "reminder.cli", "demo", "--keep", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).returncode


def test_a_demonstration_is_written_with_the_own_texts_that_stand_in_its_folder(tmp_path: Path):
    text = (shipped() / "nl" / "friendly.j2").read_text(encoding="utf-8")
    own_file(tmp_path / "templates", text.replace("aan uw aandacht ontsnapt", "u ontgaan"))

    code = demo(tmp_path)

    mails = [path.read_text(encoding="utf-8") for path in (tmp_path / "mails").glob("*.html")]
    assert code == 0
    assert 0 < sum("u ontgaan" in mail for mail in mails) < len(mails)
    assert not any("aan uw aandacht ontsnapt" in mail for mail in mails)


def test_a_demonstration_writes_over_nothing(tmp_path: Path):
    (tmp_path / "config.toml").write_text("eigen", encoding="utf-8")

    assert demo(tmp_path) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
