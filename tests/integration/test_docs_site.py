"""`make docs` builds the documentation without a warning, and the site works from a disk without other servers."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_the_site_is_built_without_warnings_and_fetches_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr
    page = (tmp_path / "site" / "tutorial.html").read_text(encoding="utf-8")
    assert "Your own show in ten minutes" in page
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=\"https?:", page)
    security = (tmp_path / "site" / "security.html").read_text(encoding="utf-8")
    assert 'href="decisions/' in security  # a link out of docs/ leads to the page of the site
    examples = (tmp_path / "site" / "examples.html").read_text(encoding="utf-8")
    assert all(f'id="{path.stem}{path.suffix[1:]}"' in examples for path in (ROOT / "examples").glob("*_*.py"))
