from __future__ import annotations

import pytest

from puv.settings import Layer, Settings, resolve
from puv.settings.environment import environment_layer
from puv.settings.errors import VariableError
from puv.settings.groups.network import NetworkSettings


def test_higher_layers_win() -> None:
    settings = resolve(
        [
            Layer(kind="user", values={"network.offline": True, "install.link_mode": "copy"}, place="/u/uv.toml"),
            Layer(kind="command-line", values={"network.offline": False}),
        ]
    )

    assert settings.network.offline is False
    assert settings.install.link_mode == "copy"


def test_lists_are_joined_the_higher_first() -> None:
    settings = resolve(
        [
            Layer(kind="project", values={"index.find_links": ("low",)}),
            Layer(kind="command-line", values={"index.find_links": ("high",)}),
        ]
    )

    assert settings.index.find_links == ("high", "low")


def test_every_value_knows_where_it_comes_from() -> None:
    settings = resolve([Layer(kind="user", values={"network.offline": True}, place="/u/uv.toml")])

    assert (settings.origin("network.offline").kind, settings.origin("network.offline").place) == ("user", "/u/uv.toml")
    assert settings.origin("network.http_retries").kind == "built-in"
    with pytest.raises(KeyError):
        settings.origin("network.nonsense")


def test_settings_are_values() -> None:
    layer = Layer(kind="user", values={"network.offline": True})

    assert resolve([]) == Settings()
    assert resolve([layer]) == Settings().replace(network=NetworkSettings(offline=True))
    assert hash(resolve([layer])) == hash(resolve([layer]))
    assert repr(resolve([layer])) == "Settings(network=NetworkSettings(offline=True))"


def test_variables_are_read_with_puv_before_uv() -> None:
    layer = environment_layer({"UV_CACHE_DIR": "b", "PUV_CACHE_DIR": "a", "UV_INDEX": "x  y", "UV_OFFLINE": "Yes"})

    assert layer.values == {"cache.cache_dir": "a", "index.index": ("x", "y"), "network.offline": True}


def test_a_switch_that_is_off_leaves_the_files_their_say() -> None:
    assert environment_layer({"UV_OFFLINE": "0"}).values == {}


def test_times_have_three_names() -> None:
    assert environment_layer({"HTTP_TIMEOUT": "7"}).values == {"network.http_timeout": 7}
    assert environment_layer({"HTTP_TIMEOUT": "7", "UV_HTTP_TIMEOUT": "5"}).values == {"network.http_timeout": 5}


def test_arguments_can_be_left_to_the_command_line() -> None:
    layer = environment_layer({"UV_LINK_MODE": "nonsense", "UV_HTTP_RETRIES": "4"}, every=False)

    assert layer.values == {"network.http_retries": 4}


def test_empty_variables_without_a_flag_say_nothing() -> None:
    assert environment_layer({"UV_CONCURRENT_DOWNLOADS": "", "UV_NO_BUILD_PACKAGE": ""}).values == {}


@pytest.mark.parametrize(
    ("variable", "text", "message"),
    [
        (
            "UV_OFFLINE",
            "",
            "Failed to parse environment variable `UV_OFFLINE` with invalid value ``: expected a boolish value",
        ),
        (
            "UV_HTTP_RETRIES",
            "x",
            (
                "Failed to parse environment variable `UV_HTTP_RETRIES` with invalid value `x`: "
                "invalid digit found in string"
            ),
        ),
        (
            "UV_PYTHON_DOWNLOADS",
            "x",
            "invalid value for UV_PYTHON_DOWNLOADS, expected one of 'auto', 'true', 'manual', 'never', or 'false'",
        ),
        (
            "UV_LINK_MODE",
            "x",
            (
                "Failed to parse environment variable `UV_LINK_MODE` with invalid value `x`: expected one of `clone`, "
                "`copy`, `hardlink`, `symlink`"
            ),
        ),
    ],
)
def test_wrong_variables_are_named(variable: str, text: str, message: str) -> None:
    with pytest.raises(VariableError) as failure:
        environment_layer({variable: text})

    assert str(failure.value) == message
    assert failure.value.variable == variable
