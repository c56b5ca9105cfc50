"""Write the secrets of an installation, readable by you alone: `python3 deploy/new_secrets.py FILE`.

Compose reads the file as `.env`, systemd as `/etc/highlights/env`. A file that is there is left as it is.
"""

import os
import sys
from pathlib import Path


def content() -> str:
    """Return new secrets: the key of Prefect's server, and the passwords of Postgres and Redis."""
    key, postgres, redis = (os.urandom(24).hex() for _ in range(3))
    lines = {
        "HIGHLIGHTS_KEY": f"highlights:{key}",
        "PREFECT_SERVER_API_AUTH_STRING": f"highlights:{key}",
        "PREFECT_API_AUTH_STRING": f"highlights:{key}",
        "POSTGRES_PASSWORD": postgres,
        "REDIS_PASSWORD": redis,
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def main() -> None:
    """Write the file; it is readable by nobody else from its first byte on."""
    if len(sys.argv) != 2:
        sys.exit("usage: python3 deploy/new_secrets.py FILE")
    path = Path(sys.argv[1])
    if path.exists():
        sys.exit(f"{path} is there already and is left as it is; move it away for new secrets")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content())


if __name__ == "__main__":
    main()
