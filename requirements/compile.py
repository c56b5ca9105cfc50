"""Write the locks: `lock.txt` (what every machine installs), `cuda.txt` (only under a CUDA build of torch), and
`services.txt` (what images have besides: the extra `services`).

    make lock          needs uv (pip install uv) and the package registry
    python requirements/compile.py --keep     only adds what is new: every version of lock.txt stays

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
PIN = re.compile(r"^[\w.-]+==[^\s;]+(?: ; [^\\\n]+)?", re.M)
ONLY_FOR_SERVICES = re.compile(r"^prefect-redis==")  # what it needs, Prefect brings
ONLY_FOR_CUDA = re.compile(r"^(?:nvidia|cuda|triton)[\w-]*==")


def resolve(*, keep: bool) -> str:
    """Return uv's resolution of pyproject.toml with the extras dev and services, all platforms."""
    command = [
        *("uv", "pip", "compile", str(HERE.parent / "pyproject.toml"), "--extra", "dev", "--extra", "services"),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
        *("--no-config", "--no-emit-index-url", "--no-emit-find-links"),
    ]
    if keep:
        text = "\n".join((HERE / name).read_text(encoding="utf-8") for name in ("lock.txt", "cuda.txt"))
        kept = HERE / "kept.txt"
        kept.write_text("\n".join(PIN.findall(text)) + "\n", encoding="utf-8")
        command += ["--constraint", str(kept)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Split the resolution into the locks."""
    entries = re.split(r"\n(?=\S)", resolve(keep="--keep" in sys.argv[1:]).strip())
    services = [e for e in entries if ONLY_FOR_SERVICES.match(e)]
    lock = [e for e in entries if not ONLY_FOR_CUDA.match(e) and e not in services]
    cuda = [e for e in entries if ONLY_FOR_CUDA.match(e)]
    torch = next(i for i, e in enumerate(lock) if e.startswith("torch=="))
    if "+" in lock[torch].split()[0]:
        sys.exit(f"expected torch without a local version, found {lock[torch].split()[0]}: unset UV_FIND_LINKS")
    lock[torch] += f" \\\n    --hash=sha256:{TORCH_CPU_SHA256}"
    cpu = f"torch==2.13.0 \\\n    --hash=sha256:{TORCH_CPU_SHA256}\n"
    (HERE / "torch-cpu.txt").write_text("# Made by requirements/compile.py\n" + cpu, encoding="utf-8")
    (HERE / "lock.txt").write_text("# Made by requirements/compile.py\n" + "\n".join(lock) + "\n", encoding="utf-8")
    (HERE / "cuda.txt").write_text("# Made by requirements/compile.py\n" + "\n".join(cuda) + "\n", encoding="utf-8")
    text = "# Made by requirements/compile.py\n" + "\n".join(services) + "\n"
    (HERE / "services.txt").write_text(text, encoding="utf-8")
    (HERE / "kept.txt").unlink(missing_ok=True)
    sys.stdout.write(f"{len(lock)} packages, and {len(cuda)} only for CUDA\n")


if __name__ == "__main__":
    main()
