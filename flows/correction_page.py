"""The page as `highlights serve` sends it: with a script that corrects it, which the file on the disk has not.

The page's own policy names its scripts by their digests and lets it ask nobody. What is added is named there as well,
and the page may ask the server that sent it.
"""

import base64
import hashlib
import json
import re

from pipeline.formats.html import asset

DATA, SCRIPT, STYLE = "correcting", "correct.js", "correct.css"
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')
_REVISION = re.compile(r'<code id="revision">([0-9a-f]{64})</code>')


def correctable(page: str, episode_id: str, token: str) -> str:
    """Return a page of ours with the script; a page of another making as it is."""
    policy, revision = _POLICY.search(page), _REVISION.search(page)
    if not policy or not revision or "</body>" not in page or 'id="moved"' not in page:
        return page
    script, style = asset(SCRIPT), asset(STYLE)
    allowed = policy[2].replace("script-src ", f"script-src {_digest(script)} ", 1)
    allowed = allowed.replace("style-src ", f"style-src {_digest(style)} ", 1) + "; connect-src &#39;self&#39;"
    data = json.dumps({"episode": episode_id, "revision": revision[1], "token": token})
    added = (
        f"<style>{style}</style>\n"
        f'<script type="application/json" id="{DATA}">{data}</script>\n<script>{script}</script>\n'
    )
    head, _, tail = page.replace(policy[0], f"{policy[1]}{allowed}{policy[3]}", 1).rpartition("</body>")
    return f"{head}{added}</body>{tail}"


def _digest(text: str) -> str:
    return f"&#39;sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}&#39;"
