"""The pictures of the documentation, taken anew of a demo: `python -m tests.e2e.pictures`."""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.e2e.browser import Look, browsing

IMAGES = Path(__file__).parents[2] / "docs" / "images"
REPORT, MAIL = Look(width=1000, height=1700), Look(width=660, height=600)


def main() -> None:
    """Run the demo, and take its report and its first mail."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "reminder.cli", "demo", "--keep", str(folder / "demo")], check=True)
        (report,) = (folder / "demo" / "data" / "reports").iterdir()
        mail = min((folder / "demo" / "mails").glob("*.html"))
        with browsing(folder) as browser:
            for page, look, image in ((report, REPORT, "report.png"), (mail, MAIL, "mail.png")):
                with browser.shown(page, look) as shown:
                    shown.picture(IMAGES / image, height=look.height)


if __name__ == "__main__":
    main()
