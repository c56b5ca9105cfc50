"""`highlights`: runs the command line, turns whatever ends it into one line and its exit code.

It imports little, so that a Ctrl-C in the first second meets what is prepared for it here.
"""

import io
import os
import sys

from flows import interrupts
from pipeline.errors import HighlightsError, MachineLacks, machine_failure

TRACEBACK = "HIGHLIGHTS_TRACEBACK"  # set: unexpected errors show their traceback
END_BY_CTRL_C = ("up", "serve", "mcp")  # run until they are stopped: that is their end, no interruption
STOPPED = 130  # what a shell reports after Ctrl-C


def main() -> None:
    """Run the command line and end the process with its exit code."""
    watch = None if sys.argv[1:2] and sys.argv[1] in END_BY_CTRL_C else interrupts.Watch()
    code = run_command()
    if watch:
        watch.over(code)
    sys.exit(code)


def run_command() -> int:
    """Run the command line; return the exit code, and say in one line why it is not 0."""
    try:
        code = _ended()
        sys.stdout.flush()  # a full disk under the answer is an error, not a success
        return code
    except HighlightsError as error:
        return _failed(error)
    except KeyboardInterrupt:
        return STOPPED
    except MemoryError:
        return _failed(
            MachineLacks("expected more memory, found none free; close other programs, then run the command again")
        )
    except BrokenPipeError:  # nobody reads the answer any more, as after `| head`
        sys.stdout = io.StringIO()
        return 1
    except OSError as error:
        return _failed(machine_failure(error, f"use {error.filename or 'a file or the terminal'}"))
    except Exception as error:
        return _unexpected(error)


def _ended() -> int:
    import flows.commands  # noqa: F401  registers every command
    from flows.app import app

    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _failed(error: HighlightsError) -> int:
    from flows import screen

    screen.fail(str(error))
    return error.exit_code


def _unexpected(error: Exception) -> int:
    """Say that the fault is ours, in one line, and where the details are; return 1."""
    if os.environ.get(TRACEBACK):
        raise error
    what = f"{type(error).__name__}: {str(error)[:200]}"
    return _failed(
        HighlightsError(f"this is a bug in episode-highlights: {what}; {_details(error)}; finished stages are kept")
    )


def _details(error: Exception) -> str:
    import tempfile
    import traceback

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="highlights-fault-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.writelines(traceback.format_exception(error))
    except OSError:
        return f"{TRACEBACK}=1 shows the details"
    return f"please report it with {file.name}"


if __name__ == "__main__":
    main()
