import pytest

from baesc.ground.source import Source
from baesc.language.config import Config, load_config


def read(text: str, **environment: str) -> Config:
    config, found = load_config(Source("baes.yaml", text), environment)
    assert found == ()
    assert config is not None
    return config


def codes(text: str, **environment: str) -> list[str]:
    config, found = load_config(Source("baes.yaml", text), environment)
    assert config is None
    return [one.code for one in found]


def test_defaults_are_explicit() -> None:
    assert read("project: my-shop") == Config("my_shop", "My shop")


def test_everything_can_be_set() -> None:
    config = read(
        "project: {name: shop, title: Läden, version: 2.0.1, doc: A shop.}\n"
        "specs: [specs/**/*.yaml, more/*.yaml]\noutput: out/app\ndatabase: postgresql\nauth: none\n"
        "ports: {api: 9000, ui: 9001}\nrules: my_rules\ncache: {folder: .cache}\n"
        "model: {model: some-model, base_url: 'http://127.0.0.1:1/v1', max_tokens_per_build: 10}\n"
        "features: {templates: false}\nverify: {threshold: 0.9}\n"
    )
    assert config.threshold == 0.9
    assert config.title == "Läden"
    assert config.specs == ("specs/**/*.yaml", "more/*.yaml")
    assert (config.api_port, config.ui_port) == (9000, 9001)
    assert config.model.max_tokens_per_build == 10
    assert config.features.templates is False


@pytest.mark.parametrize("threshold", ["1.5", "-0.1", "high", "true"])
def test_a_threshold_is_a_probability(threshold: str) -> None:
    (code,) = codes(f"project: shop\nverify: {{threshold: {threshold}}}\n")
    assert code in {"BAE112", "BAE115"}
    assert read("project: shop\nverify: {threshold: 1}\n").threshold == 1


def test_the_environment_wins() -> None:
    text = "project: shop\nfeatures: {templates: false, smart_retry: true}\n"
    config = read(text, ENABLE_TEMPLATES="YES", ENABLE_SMART_RETRY="0", OTHER="x")
    assert config.features.templates is True
    assert config.features.smart_retry is False
    assert codes("project: shop", ENABLE_TEMPLATES="maybe") == ["BAE161"]


@pytest.mark.parametrize(
    "output",
    [
        "../out",
        "/tmp/out",
        "~/out",
        ".",
        "''",
        "a/../..",
        "specs",
        ".git",
        ".baesc",
        "a\\b",
        "C:/x",
        "a//b",
    ],
)
def test_output_stays_in_its_own_folder(output: str) -> None:
    found = codes(f"project: shop\noutput: {output}\n")
    assert found in (["BAE160"], ["BAE115"])


def test_a_folder_that_holds_the_specs_is_no_output() -> None:
    assert codes("project: shop\nspecs: app/specs/*.yaml\noutput: app") == ["BAE160"]
    assert codes("project: shop\nspecs: ../specs/*.yaml") == ["BAE160"]
    assert read("project: shop\nspecs: app/specs/*.yaml\noutput: app/out").output == "app/out"


@pytest.mark.parametrize("text", ["", "- a", "a", "project: a\n---\nproject: b\n", "---\n"])
def test_one_map_is_a_project(text: str) -> None:
    assert codes(text) == ["BAE163"]
