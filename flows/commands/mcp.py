"""`highlights mcp`: the episodes for an assistant, over the Model Context Protocol."""

from flows.app import ARTIFACTS, Artifacts
from pipeline.errors import BadInput, MachineLacks


def mcp(artifacts: Artifacts = ARTIFACTS) -> None:
    """Answer an assistant over standard input and output (MCP): search, episodes, quotes, sections, transcripts.

    It reads only. The assistant starts it; its settings name the command: highlights mcp --artifacts DIR
    """
    from pipeline.store import Store

    try:
        from flows.mcp_server import mcp_server
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("mcp"):
            raise
        raise MachineLacks(
            "expected the package mcp, found none; install it with: pip install 'episode-highlights[mcp]'"
        ) from error
    if not artifacts.is_dir():
        raise BadInput(f"expected a folder of artifacts, found none at {artifacts}; make one: highlights run FILE")
    mcp_server(Store(artifacts)).run("stdio")
