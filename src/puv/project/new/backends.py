"""What each build backend asks of a new project: its `[build-system]`, its own tables, and files beside the package."""

from __future__ import annotations

from puv.frozen import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeAlias

    BackendName: TypeAlias = Literal["uv", "hatch", "flit", "pdm", "poetry", "setuptools", "maturin", "scikit"]


class Backend(Frozen):
    """A build backend. `tables` stand before `[build-system]`; `{name}` and `{module}` are filled in.

    `compiled` tells that the module comes from another language; then `files` are its sources.
    """

    requires: tuple[str, ...]
    backend: str
    tables: str = ""
    compiled: bool = False
    files: Mapping[str, str] = {}


# The releases of its own backend that the uv of this version is made for.
_UV_BUILD = "uv_build>=0.13.8,<0.14.0"

_CARGO = """\
[package]
name = "{module}"
version = "0.1.0"
edition = "2024"

[lib]
name = "_core"
# "cdylib" is necessary to produce a shared library for Python to import from.
crate-type = ["cdylib"]

[dependencies]
# "extension-module" tells pyo3 we want to build an extension module (skips linking against libpython.so)
# "abi3-py39" tells pyo3 (and maturin) to build using the stable ABI with minimum Python version 3.9
pyo3 = {{ version = "0.28.2", features = ["extension-module", "abi3-py39"] }}
"""
_RUST = """\
use pyo3::prelude::*;

/// A Python module implemented in Rust. The name of this module must match
/// the `lib.name` setting in the `Cargo.toml`, else Python will not be able to
/// import the module.
#[pymodule]
mod _core {{
    use pyo3::prelude::*;

    #[pyfunction]
    fn hello_from_bin() -> String {{
        "Hello from {name}!".to_string()
    }}
}}
"""
_CMAKE = """\
cmake_minimum_required(VERSION 3.15...4.0)
project(${{SKBUILD_PROJECT_NAME}} LANGUAGES CXX)

find_package(pybind11 CONFIG REQUIRED)

pybind11_add_module(_core MODULE src/main.cpp)
install(TARGETS _core DESTINATION ${{SKBUILD_PROJECT_NAME}})
"""
_CPP = """\
#include <pybind11/pybind11.h>

std::string hello_from_bin() {{ return "Hello from {name}!"; }}

namespace py = pybind11;

PYBIND11_MODULE(_core, m) {{
  m.doc() = "pybind11 hello module";

  m.def("hello_from_bin", &hello_from_bin, R"pbdoc(
      A function that returns a Hello string.
  )pbdoc");
}}
"""
_MATURIN = """\
[tool.maturin]
module-name = "{module}._core"
python-packages = ["{module}"]
python-source = "src"

[tool.uv]
cache-keys = [{{ file = "pyproject.toml" }}, {{ file = "src/**/*.rs" }}, {{ file = "Cargo.toml" }}, \
{{ file = "Cargo.lock" }}]
"""
_SCIKIT = """\
[tool.scikit-build]
minimum-version = "build-system.requires"
build-dir = "build/{{wheel_tag}}"

[tool.uv]
cache-keys = [{{ file = "pyproject.toml" }}, {{ file = "src/**/*.{{h,c,hpp,cpp}}" }}, {{ file = "CMakeLists.txt" }}]
"""

BACKENDS: Mapping[BackendName, Backend] = {
    "uv": Backend(requires=(_UV_BUILD,), backend="uv_build"),
    "hatch": Backend(requires=("hatchling",), backend="hatchling.build"),
    "flit": Backend(requires=("flit_core>=3.2,<4",), backend="flit_core.buildapi"),
    "pdm": Backend(requires=("pdm-backend",), backend="pdm.backend"),
    "poetry": Backend(requires=("poetry-core>=2,<3",), backend="poetry.core.masonry.api"),
    "setuptools": Backend(requires=("setuptools>=61",), backend="setuptools.build_meta"),
    "maturin": Backend(
        requires=("maturin>=1.0,<2.0",), backend="maturin", tables=_MATURIN, compiled=True,
        files={"Cargo.toml": _CARGO, "src/lib.rs": _RUST},
    ),
    "scikit": Backend(
        requires=("scikit-build-core>=0.12", "pybind11>=3"), backend="scikit_build_core.build", tables=_SCIKIT,
        compiled=True, files={"CMakeLists.txt": _CMAKE, "src/main.cpp": _CPP},
    ),
}  # fmt: skip
