"""A folder of an object store (S3): whole objects, put on the condition that nobody changed them meanwhile.

Who may read and write there stands in the environment, as everywhere with S3: `AWS_ACCESS_KEY_ID`,
`AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL` (with `AWS_ALLOW_HTTP=true` for a server without TLS); else it
is the machine's own role.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pipeline.errors import BadInput, MachineLacks, TransientFailure
from pipeline.files import write_parts

SCHEME = "s3://"
ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9._/-]*)?")
T = TypeVar("T")


class ChangedElsewhere(MachineLacks):
    """An object is not the one that was read: somebody else has put another."""


class Objects:
    """The objects below one address, by their names relative to it."""

    def __init__(self, address: str) -> None:
        if not ADDRESS.fullmatch(address):
            raise BadInput(f"expected an address like s3://bucket/folder (letters, digits, . _ - /), found {address}")
        from obstore.exceptions import AlreadyExistsError, PreconditionError
        from obstore.store import S3Store

        self.address = address
        self._changed = (AlreadyExistsError, PreconditionError)
        self._store = self._told(lambda: S3Store.from_url(address), "open")

    def names(self, prefix: str = "") -> dict[str, str]:
        """Return the tag of every object whose name begins with the folder `prefix`, by name."""
        import obstore

        def listed() -> dict[str, str]:
            return {
                one["path"]: one["e_tag"] or ""
                for part in obstore.list(self._store, prefix=prefix or None, chunk_size=1000)
                for one in part
            }

        return self._told(listed, f"list {prefix or 'objects'}")

    def get(self, name: str) -> tuple[bytes, str] | None:
        """Return an object's bytes and its tag, None where there is none."""
        import obstore

        def got() -> tuple[bytes, str] | None:
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError:
                return None
            return bytes(found.bytes()), found.meta["e_tag"] or ""

        return self._told(got, f"read {name}")

    def fetch(self, name: str, path: Path) -> str | None:
        """Write an object of any size to a file; return its tag, None (and no file) where there is none."""
        import obstore

        def fetched() -> str | None:
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError:
                return None
            write_parts(path, map(bytes, found.stream()))
            return found.meta["e_tag"] or ""

        return self._told(fetched, f"read {name}")

    def put(self, name: str, data: bytes, *, expected: str | None) -> str:
        """Put an object where the one with the tag `expected` lies, or (None) where none does; return its tag.

        `ChangedElsewhere` where something else lies there.
        """
        import obstore

        def put() -> str:
            mode: Any = "create" if expected is None else {"e_tag": expected}
            return obstore.put(self._store, name, data, mode=mode, use_multipart=False)["e_tag"] or ""

        return self._told(put, f"write {name}")

    def put_any(self, name: str, data: bytes) -> str:
        """Put an object whatever lies there, and return its tag: for what is named by its content, and for signs."""
        import obstore

        return self._told(
            lambda: obstore.put(self._store, name, data, use_multipart=False)["e_tag"] or "", f"write {name}"
        )

    def remove(self, name: str) -> None:
        """Remove an object; it may be gone already."""
        import obstore

        def removed() -> None:
            try:
                obstore.delete(self._store, name)
            except FileNotFoundError:
                return

        self._told(removed, f"remove {name}")

    def _told(self, work: Callable[[], T], doing: str) -> T:
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            return work()
        except self._changed as error:
            raise ChangedElsewhere(
                f"cannot {doing} at {self.address}: another machine has written it meanwhile; run it again"
            ) from error
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise MachineLacks(
                f"cannot {doing} at {self.address}: access denied; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            ) from error
        except (BaseError, OSError) as error:
            first = " ".join(str(error).split())[:200]
            raise TransientFailure(
                f"cannot {doing} at {self.address}: {first}; check AWS_ENDPOINT_URL, AWS_REGION, the bucket's name and "
                "the network, then run the same command again"
            ) from error
