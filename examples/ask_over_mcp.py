"""Ask `highlights mcp` as an assistant does: python examples/ask_over_mcp.py ARTIFACTS WORDS."""

import asyncio
import sys

from mcp import Client, StdioServerParameters


async def ask(artifacts: str, words: str) -> None:
    """Print each moment at which the words were said, with its proof and its link."""
    program = StdioServerParameters(command=sys.executable, args=["-m", "flows.main", "mcp", "--artifacts", artifacts])
    async with Client(program) as client:
        answer = await client.call_tool("search", {"query": words, "most": 5})
    for moment in answer.structured_content["moments"]:
        proof = moment["proof"]
        print(
            f"{moment['episode_id']} {proof['start']:.1f} s, words {proof['words']}: {moment['text']}\n  {proof['url']}"
        )


if __name__ == "__main__":
    asyncio.run(ask(*sys.argv[1:]))
