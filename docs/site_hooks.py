"""What MkDocs needs besides mkdocs.yml: pages of the repository that lie outside docs/, and links that fit the site.

A link is written for readers of the repository. On the site it leads to the page made of the same file; where the
site has no such page (code, tests), only its words stay.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {  # file of the repository: page of the site
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "deploy/README.md": "deploy.md",
    "examples/README.md": "examples.md",
}
LANGUAGES = {".py": "python", ".sh": "sh"}  # of the programs of examples/
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
FENCED = re.compile(r"(^ *```.*?^ *```)", re.M | re.S)


def on_files(files: Files, config: Any) -> Files:
    """Add the pages of `OUTSIDE`."""
    for source, page in OUTSIDE.items():
        text = (ROOT / source).read_text(encoding="utf-8")
        if page == "examples.md":
            text += _programs()
        files.append(File.generated(config, page, content=text))
    return files


def _programs() -> str:
    """Return the programs of examples/, each under its name."""
    programs = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in LANGUAGES)
    return "".join(
        f"\n## {path.name}\n\n```{LANGUAGES[path.suffix]}\n{path.read_text(encoding='utf-8')}```\n" for path in programs
    )


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Return a page's text with links that hold on the site."""
    here = page.file.src_uri
    source = next((one for one, uri in OUTSIDE.items() if uri == here), f"docs/{here}")
    parts = FENCED.split(markdown)
    parts[::2] = [LINK.sub(lambda link: _fitted(link, source, here, files), part) for part in parts[::2]]
    return "".join(parts)


def _fitted(link: re.Match[str], source: str, here: str, files: Files) -> str:
    """Return a link of the file `source`, which is the page `here`, as it must be on the site."""
    picture, words, address = link.groups()
    path, _, anchor = address.partition("#")
    if not path or re.match(r"[a-z]+:", path):
        return link[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if (ROOT / target).is_dir():
        target = f"{target}/README.md"
    uri = OUTSIDE.get(target, target.removeprefix("docs/"))
    if target == "README.md":
        uri = "index.md"
    if files.get_file_from_path(uri) is None:
        return words
    address = posixpath.relpath(uri, posixpath.dirname(here) or ".") + (f"#{anchor}" if anchor else "")
    return f"{picture}[{words}]({address})"
