"""Write the locks: `lock.txt` (what every machine installs) and `cuda.txt` (only under a CUDA build of torch).

    make lock          needs uv (pip install uv) and the package registry

Exact versions with hashes, for every platform and Python >= 3.11, without an index address or a local path.
PyPI's torch for Linux is the CUDA build and needs gigabytes of nvidia wheels; the CPU build of the same release
needs none. Both builds' hashes are accepted, and `make setup` installs cuda.txt only where the CUDA build was taken.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
# torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl, PyTorch's own CPU wheel
TORCH_CPU_SHA256 = "6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b"
ONLY_FOR_CUDA = re.compile(r"^(?:nvidia|cuda|triton)[\w-]*==")


def resolve() -> str:
    """Return uv's resolution of pyproject.toml with the dev extra, all platforms."""
    command = [
        *("uv", "pip", "compile", str(HERE.parent / "pyproject.toml"), "--extra", "dev", "--universal"),
        *("--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--no-config"),
        *("--no-emit-index-url", "--no-emit-find-links"),
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Split the resolution into the two locks."""
    entries = re.split(r"\n(?=\S)", resolve().strip())
    lock = [e for e in entries if not ONLY_FOR_CUDA.match(e)]
    cuda = [e for e in entries if ONLY_FOR_CUDA.match(e)]
    torch = next(i for i, e in enumerate(lock) if e.startswith("torch=="))
    if "+" in lock[torch].split()[0]:
        sys.exit(f"expected torch without a local version, found {lock[torch].split()[0]}: unset UV_FIND_LINKS")
    lock[torch] += f" \\\n    --hash=sha256:{TORCH_CPU_SHA256}"
    cpu = f"torch==2.13.0 \\\n    --hash=sha256:{TORCH_CPU_SHA256}\n"
    (HERE / "torch-cpu.txt").write_text("# Made by requirements/compile.py\n" + cpu, encoding="utf-8")
    (HERE / "lock.txt").write_text("# Made by requirements/compile.py\n" + "\n".join(lock) + "\n", encoding="utf-8")
    (HERE / "cuda.txt").write_text("# Made by requirements/compile.py\n" + "\n".join(cuda) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(lock)} packages, and {len(cuda)} only for CUDA\n")


if __name__ == "__main__":
    main()
