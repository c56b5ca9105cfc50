"""`highlights down`: the end of what `highlights up` started."""

import sys


def down() -> None:
    """End what `highlights up` started, also server and worker that a killed `up` left behind."""
    from flows import deploy

    ended = deploy.down()
    sys.stderr.write(f"ended: {', '.join(ended)}\n" if ended else "nothing runs here\n")
