"""A certificate authority of one's own, for servers on loopback that stand for hosts of the outside."""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateCa:
    """`bundle` is what a client is told to trust."""

    folder: Path
    bundle: Path
    key: Path

    def server(self, name: str) -> ssl.SSLContext:
        """Return the context of a server whose certificate says `name`, a host name or `IP:…`."""
        key, leaf = self.folder / "leaf.key", self.folder / "leaf.pem"
        said = name if name.startswith("IP:") else f"DNS:{name}"
        _openssl(
            *("req", "-x509", *_KEY, "-CA", str(self.bundle), "-CAkey", str(self.key)),
            *("-keyout", str(key), "-out", str(leaf), "-subj", "/CN=server"),
            *("-addext", f"subjectAltName={said}", "-addext", "basicConstraints=critical,CA:FALSE"),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(leaf, key)
        return context


def private_ca(folder: Path) -> PrivateCa:
    """Make an authority in `folder`; skip where openssl is missing."""
    bundle, key = folder / "ca.pem", folder / "ca.key"
    _openssl("req", "-x509", *_KEY, "-keyout", str(key), "-out", str(bundle), "-subj", "/CN=An authority of our own")
    return PrivateCa(folder=folder, bundle=bundle, key=key)


def _openssl(*arguments: str) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is missing, so no certificate can be made")
    subprocess.run([openssl, *arguments], check=True, capture_output=True)
