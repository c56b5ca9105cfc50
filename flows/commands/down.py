"""`highlights down`: the end of what `highlights up` started."""

import sys


def down() -> None:
    """Stop what `highlights up` started, including what a killed `up` left running."""
    from flows import deploy

    ended = deploy.down()
    sys.stderr.write(f"stopped: {', '.join(ended)}\n" if ended else "nothing is running\n")
