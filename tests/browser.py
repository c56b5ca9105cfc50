"""Make sure that the browser tests have a browser: `python tests/browser.py`, called by `make test`.

Where there is no Chromium and this is a Debian with root rights, it is installed from Debian's packages; elsewhere one
line says how to get it, and the browser tests are skipped loudly.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium on this machine, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    if find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        sys.stderr.write("test: installing Chromium for the browser tests (once)\n")
        for command in (
            ["apt-get", "update", "-q"],
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                command, check=False, capture_output=True, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            )
    if not find():
        sys.stderr.write("test: no Chromium found; the browser tests will be SKIPPED (install the package chromium)\n")


if __name__ == "__main__":
    main()
