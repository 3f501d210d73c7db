"""Where the cache lies by default."""

from __future__ import annotations

from puv.cache.directory import default_directory


def test_puv_cache_dir_wins_over_uv_cache_dir() -> None:
    environ = {"PUV_CACHE_DIR": "/p", "UV_CACHE_DIR": "/u"}
    assert default_directory(environ, os_name="posix", home="/home/x") == "/p"
    assert default_directory({"UV_CACHE_DIR": "rel"}, os_name="posix", home="/home/x") == "rel"


def test_empty_variables_count_as_unset() -> None:
    environ = {"PUV_CACHE_DIR": "", "UV_CACHE_DIR": "", "XDG_CACHE_HOME": ""}
    assert default_directory(environ, os_name="posix", home="/home/x") == "/home/x/.cache/puv"


def test_xdg_cache_home_is_used_when_absolute() -> None:
    assert default_directory({"XDG_CACHE_HOME": "/xdg/"}, os_name="posix", home="/home/x") == "/xdg/puv"
    assert default_directory({"XDG_CACHE_HOME": "xdg"}, os_name="posix", home="/home/x") == "/home/x/.cache/puv"


def test_windows_has_local_app_data() -> None:
    environ = {"LOCALAPPDATA": r"C:\Users\x\AppData\Local"}
    expected = r"C:\Users\x\AppData\Local\puv\cache"
    assert default_directory(environ, os_name="nt", home=r"C:\Users\x") == expected
    assert default_directory({}, os_name="nt", home=r"C:\Users\x") == expected
