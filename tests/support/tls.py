"""A certificate for the loopback address, made by the `openssl` command."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class SelfSigned:
    """A key pair on disk; `certificate` is also the authority to trust."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """For `ServerOptions(tls=…)`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def openssl() -> str | None:
    """The `openssl` program, if there is one."""
    return shutil.which("openssl")


def self_signed(directory: Path) -> SelfSigned:
    """Write `cert.pem` and `key.pem` for 127.0.0.1 and localhost into `directory`."""
    program = openssl()
    if program is None:
        message = "the openssl command is needed to make a certificate"
        raise RuntimeError(message)
    certificate, key = directory / "cert.pem", directory / "key.pem"
    command = [program, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return SelfSigned(certificate, key)
