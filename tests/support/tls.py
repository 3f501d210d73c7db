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


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority, a server's key pair that it signed, and a client's certificate with its key in one file."""

    certificate: Path
    server: SelfSigned
    client: Path

    def context(self, *, wants_client: bool = False) -> ssl.SSLContext:
        """For `ServerOptions(tls=…)`; with `wants_client` only clients with a certificate are served."""
        context = self.server.context()
        if wants_client:
            context.load_verify_locations(self.certificate)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def authority(directory: Path) -> Authority:
    """Write an authority and what it signed into `directory`."""
    program = openssl()
    if program is None:
        message = "the openssl command is needed to make certificates"
        raise RuntimeError(message)

    def run(*words: str) -> None:
        subprocess.run([program, *words], check=True, capture_output=True, cwd=directory)

    pair = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    is_authority = ("-addext", "basicConstraints=critical,CA:TRUE", "-keyout", "ca.key", "-out", "ca.pem")
    run("req", "-x509", *pair, "-days", "2", "-subj", "/CN=authority", *is_authority)
    (directory / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    for name in ("server", "client"):
        run("req", *pair, "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names", "-days", "2")
        run("x509", "-req", "-in", f"{name}.csr", *signing, "-out", f"{name}.pem")
    client = directory / "both.pem"
    client.write_text((directory / "client.pem").read_text() + (directory / "client.key").read_text())
    return Authority(directory / "ca.pem", SelfSigned(directory / "server.pem", directory / "server.key"), client)
