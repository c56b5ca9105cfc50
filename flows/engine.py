"""What a worker starts for a run: Prefect's engine, with Python's collector of cycles asked more seldom.

Importing Prefect and our flows makes hundreds of thousands of objects that all stay. At Python's own threshold the
collector walks them a thousand times and finds nothing: an eighth of the time until a run is Running.
"""

import gc
import runpy

OBJECTS = 100_000  # made and not freed, after which the collector looks for cycles; Python's own: 700


def main() -> None:
    """Run the flow run that the environment names."""
    gc.set_threshold(OBJECTS)
    runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
