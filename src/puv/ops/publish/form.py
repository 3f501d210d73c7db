"""The form that the upload interface of package indexes takes: core metadata as fields, and the file. Pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from puv.ops.publish.files import Upload

# The fields that may be given once, and those that may be given several times: headers of the metadata by name.
_SINGLE = {
    "author": "Author", "author_email": "Author-Email", "description": "Description",
    "description_content_type": "Description-Content-Type", "download_url": "Download-URL", "home_page": "Home-Page",
    "keywords": "Keywords", "license": "License", "license_expression": "License-Expression",
    "maintainer": "Maintainer", "maintainer_email": "Maintainer-Email", "summary": "Summary",
}  # fmt: skip
_SEVERAL = {
    "classifiers": "Classifier", "dynamic": "Dynamic", "license_file": "License-File",
    "obsoletes_dist": "Obsoletes-Dist", "platform": "Platform", "project_urls": "Project-URL",
    "provides_dist": "Provides-Dist", "provides_extra": "Provides-Extra", "import_names": "Import-Name",
    "import_namespaces": "Import-Namespace", "requires_dist": "Requires-Dist", "requires_external": "Requires-External",
}  # fmt: skip

if TYPE_CHECKING:
    Fields = list[tuple[str, str]]


def fields_of(metadata: bytes, upload: Upload, sha256: str, blake2: str) -> Fields:
    """Return the fields about a distribution, in the order in which they are sent. Digests are hexadecimal."""
    from email import message_from_string  # 20 ms, and only publishing reads all of the metadata

    message = message_from_string(metadata.decode("utf-8", "replace"))
    body = message.get_payload()

    def first(header: str) -> str:
        return _text(message.get(header, ""))

    fields = [
        (":action", "file_upload"), ("sha256_digest", sha256), ("blake2_256_digest", blake2), ("protocol_version", "1"),
        ("metadata_version", first("Metadata-Version")), ("name", first("Name")), ("version", first("Version")),
        ("filetype", "bdist_wheel" if upload.is_wheel else "sdist"), ("pyversion", upload.python_tag),
    ]  # fmt: skip
    for field, header in _SINGLE.items():
        text = first(header)
        if field == "description":
            text = body if isinstance(body, str) and body.strip() else text
        if text:
            fields.append((field, text))
    fields.append(("requires_python", first("Requires-Python")))
    for field, header in _SEVERAL.items():
        fields += [(field, _text(value)) for value in message.get_all(header, ())]
    return fields


def _text(value: object) -> str:
    """Return a header's text, its folded lines as one."""
    return " ".join(line.strip() for line in str(value).splitlines())


def parts(fields: Iterable[tuple[str, str]], filename: str, boundary: str) -> tuple[bytes, bytes]:
    """Return what comes before the file's bytes and after them; see `rest` for further fields."""
    head = b"".join(_part(name, text, boundary) for name, text in fields)
    disposition = f'Content-Disposition: form-data; name="content"; filename="{_quoted(filename)}"'
    return head + f"--{boundary}\r\n{disposition}\r\n\r\n".encode(), b"\r\n"


def rest(attestations: str, boundary: str) -> bytes:
    """Return the end of the form, with the attestations (a JSON list) where there are some."""
    field = _part("attestations", attestations, boundary) if attestations else b""
    return field + f"--{boundary}--\r\n".encode()


def _part(name: str, text: str, boundary: str) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n'
    return head.encode() + text.encode("utf-8", "replace") + b"\r\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "%0D").replace("\n", "%0A")
