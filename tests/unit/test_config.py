"""Settings: the file, the environment and flags, and what is said when one of them is wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge import config
from uniconv_edge.cli import app
from uniconv_edge.cli.config import apply_file
from uniconv_edge.errors import ConfigurationError
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.ocr import LANGUAGES_VARIABLE
from uniconv_edge.paths import CONFIG_VARIABLE, PICTURES_VARIABLE


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings" / "config.toml"
    path.parent.mkdir()
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(path))
    monkeypatch.delenv("UNICONV_EDGE_LIBRARY", raising=False)
    return path


def refusal(action) -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        action()
    return caught.value


def test_without_a_file_every_setting_has_its_default(file: Path):
    rows = list(config.resolve({}, {}).rows())
    assert {origin for *_, origin in rows} == {"default"}
    assert [key for key, *_ in rows] == config.known_keys()


def test_a_flag_wins_over_the_environment_and_the_environment_over_the_file(file: Path):
    file.write_text('[app]\ntheme = "from-file"\nmouse = false\nplain = true\n')
    resolved = config.resolve({"app.plain": False, "app.watch": None}, {"UNICONV_EDGE_MOUSE": "true"})
    app_settings = resolved.settings.app
    assert (app_settings.theme, app_settings.mouse, app_settings.plain) == ("from-file", True, False)
    assert resolved.origins["app.theme"] == str(file)
    assert resolved.origins["app.mouse"] == "UNICONV_EDGE_MOUSE"
    assert resolved.origins["app.plain"] == "flag"
    assert resolved.origins["app.watch"] == "default"


@pytest.mark.parametrize(
    ("text", "named", "hint"),
    [
        ("context = -1", "cannot be -1", "0 is the model's own"),
        ("context = 511", "cannot be 511", "512 to 16777216 tokens"),
        ("context = 99999999999", "`context` cannot be 99999999999", "512 to 16777216 tokens"),
        ("context = 18446744073709551616", "`context` cannot be 18446744073709551616", "512 to 16777216 tokens"),
        (f"context = 0x{'f' * 5000}", "`context` cannot be so large a number", "512 to 16777216 tokens"),
        (f"context = {'9' * 5000}", "not TOML", "correct the line"),
        ("context = 1e3", "`context`", "0, or from 512 to 16777216"),
        ("min_confidence = 18446744073709551616", "`min_confidence` cannot be", "between 0 and 1"),
        (f"min_confidence = {'9' * 400}", "`min_confidence`", "from 0 to 1"),
        ("min_confidence = nan", "`min_confidence` cannot be nan", "between 0 and 1"),
        ("min_confidence = 1.5", "cannot be 1.5", "between 0 and 1"),
        ("zzzzzz = 1", "zzzzzz", "`uniconv-edge config`"),
        ("them = 1", "them", "did you mean `app.theme`?"),
        ('modle = "x"', "modle", "did you mean `model`?"),
        ("[app]\ntheem = 1", "app.theem", "did you mean `app.theme`?"),
        ('[keys]\nregenrate = "f9"', "keys.regenrate", "did you mean `keys.regenerate`?"),
        ("[apps]\nmouse = true", "apps.mouse", "did you mean `app.mouse`?"),
        ("[app]\nmouse = 3", "app.mouse", "true or false"),
        ("app = 3", "app", ""),
        ("theme = [", "not TOML", "correct the line"),
        ('[keys]\nnew = "ctrl+q"', "`keys.new` and `keys.quit` are both `ctrl+q`", "another key"),
        ('[keys]\nnew = "the any key"', "keys.new", "for example"),
    ],
)
def test_a_wrong_file_names_itself_the_key_and_the_nearest_one(file: Path, text: str, named: str, hint: str):
    file.write_text(text)
    error = refusal(lambda: config.resolve({}, {}))
    assert named in error.message
    assert hint in error.hint
    assert str(file) in error.message


def test_a_file_that_cannot_be_read_or_decoded_is_named(file: Path):
    file.write_bytes(b"\xff\xfe")
    assert str(file) in refusal(config.resolve).message
    file.unlink()
    file.mkdir()
    assert str(file) in refusal(config.resolve).message


def test_a_home_that_is_no_folder_has_no_settings():
    assert config.read(Path("/dev/null/.config/config.toml")) == {}


def test_the_mark_that_some_editors_put_first_is_no_setting(file: Path):
    file.write_text("\ufeffcontext = 4096\n", encoding="utf-8")
    assert config.resolve().settings.context == 4096
    config.change("min_confidence", "0.5")
    assert config.resolve().settings.context == 4096


def test_numbers_come_from_the_file_the_environment_and_flags(file: Path):
    file.write_text("context = 1024\nmin_confidence = 0.4\n")
    settings = config.resolve({"min_confidence": 0.7}, {"UNICONV_EDGE_CONTEXT": "2048"}).settings
    assert (settings.context, settings.min_confidence) == (2048, 0.7)
    assert config.resolve({}, {}).settings.min_confidence == 0.4
    assert "# min_confidence is not set" not in CliRunner().invoke(app, ["config"]).stdout
    file.write_text("")
    assert "# min_confidence is not set" in CliRunner().invoke(app, ["config"]).stdout


@pytest.mark.parametrize("context", [16_777_217, 99_999_999_999, 2**64, 10**30])
def test_a_window_that_no_model_has_is_refused_wherever_it_is_set(file: Path, context: int):
    said = f"`context` cannot be {context}"
    for origin, action in (
        ("", lambda: config.change("context", str(context))),
        ("`UNICONV_EDGE_CONTEXT`: ", lambda: config.resolve({}, {"UNICONV_EDGE_CONTEXT": str(context)})),
        ("`--context`: ", lambda: config.resolve({"context": context}, {})),
    ):
        error = refusal(action)
        assert error.message == origin + said
        assert "512 to 16777216" in error.hint
    assert not file.exists()


@pytest.mark.parametrize("context", [0, 512, 2048, 131_072, 1_048_576, 10_485_760, 16_777_216])
def test_windows_that_models_have_are_taken(file: Path, context: int):
    config.change("context", str(context))
    assert config.resolve({}, {}).settings.context == context


def test_a_window_in_the_file_that_no_model_has_can_be_taken_out(file: Path):
    file.write_text("context = 99999999999\n")
    config.change("context", None)
    assert config.resolve({}, {}).settings.context == 0


def test_a_variable_that_does_not_fit_is_named(file: Path):
    assert "UNICONV_EDGE_MOUSE" in refusal(lambda: config.resolve({}, {"UNICONV_EDGE_MOUSE": "perhaps"})).message


@pytest.mark.parametrize(
    ("variable", "hint"),
    [
        ("UNICONV_EDGE_LIBRAY", "did you mean `UNICONV_EDGE_LIBRARY`?"),
        ("UNICONV_EDGE_COLOR", "`unset UNICONV_EDGE_COLOR` takes it out of the environment"),
    ],
)
def test_a_variable_that_there_is_not_stops_every_command_and_names_the_nearest(
    file: Path, monkeypatch, variable: str, hint: str
):
    monkeypatch.setenv(variable, "x")
    error = CliRunner().invoke(app, ["status"]).exception
    assert isinstance(error, ConfigurationError)
    assert (error.message, error.hint) == (f"the variable `{variable}` is unknown", hint)


def test_all_variables_that_are_read_are_known(file: Path):
    config.resolve(environment=dict.fromkeys((*config.ENVIRONMENT.values(), CONFIG_VARIABLE, LANGUAGES_VARIABLE), ""))


def test_changing_a_setting_keeps_the_comments_of_the_file(file: Path):
    file.write_text("# mine\n[app]\nmouse = false  # no mouse here\n")
    config.change("app.theme", "uniconv-light")
    config.change("keys.new", "f9")
    text = file.read_text()
    assert text.startswith("# mine\n")
    assert "# no mouse here" in text
    assert config.resolve({}, {}).settings.app.theme == "uniconv-light"
    config.change("app.mouse", None)
    assert config.resolve({}, {}).settings.app.mouse
    assert file.stat().st_mode & 0o077 == 0


def test_a_change_that_does_not_fit_leaves_the_file_as_it_was(file: Path):
    file.write_text("# mine\n")
    for key, value in (("app.mouse", "perhaps"), ("context", "5"), ("keys.new", "ctrl+q"), ("app.theem", "x")):
        refusal(lambda key=key, value=value: config.change(key, value))
    assert file.read_text() == "# mine\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(file: Path):
    file.parent.chmod(0o500)
    assert str(file) in refusal(lambda: config.change("app.mouse", "true")).message


def test_config_prints_each_setting_with_its_origin(file: Path):
    file.write_text('model = "mine"\n')
    printed = CliRunner().invoke(app, ["config"]).stdout
    assert f'model = "mine"  # {file}\n' in printed
    assert "app.mouse = true  # default\n" in printed
    value = json.loads(CliRunner().invoke(app, ["config", "--json"]).stdout)
    assert value["schema"] == 1
    assert value["settings"]["model"] == {"value": "mine", "from": str(file)}


def test_config_set_and_unset_write_the_file(file: Path):
    assert CliRunner().invoke(app, ["config", "set", "app.theme", "uniconv-light"]).exit_code == 0
    assert 'theme = "uniconv-light"' in file.read_text()
    assert CliRunner().invoke(app, ["config", "unset", "app.theme"]).exit_code == 0
    assert "theme" not in file.read_text()


def test_the_library_named_in_the_file_is_the_one_that_commands_use(file: Path, tmp_path: Path):
    file.write_text(f'library = "{tmp_path}/from the file"\n')
    result = CliRunner().invoke(app, ["status"])
    assert "from the file" in str(result.exception)
    os.environ.pop("UNICONV_EDGE_LIBRARY")


def test_the_pictures_wanted_in_the_file_are_wanted_of_all_that_read(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(PICTURES_VARIABLE, "0")
    assert not ocr.wants_pictures()
    file.write_text("pictures = true\n")
    apply_file()
    assert not ocr.wants_pictures()
    monkeypatch.delenv(PICTURES_VARIABLE)
    apply_file()
    assert ocr.wants_pictures()


def test_a_wrong_file_stops_every_command_but_config(file: Path):
    file.write_text("moddel = 1")
    assert isinstance(CliRunner().invoke(app, ["status"]).exception, ConfigurationError)
    assert CliRunner().invoke(app, ["--help"]).exit_code == 0


def test_the_documentation_names_every_setting_with_its_default():
    text = (Path(config.__file__).parents[1] / "docs" / "configuration.md").read_text()
    for key, value, _ in config.resolve({}, {}).rows():
        shown = f"`{str(value).lower() if isinstance(value, bool) else value}`" if value not in ("", None) else ""
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{key}` |")]
        assert shown in line


def test_a_settings_file_that_is_no_regular_file_is_refused_and_not_replaced(file: Path):
    os.mkfifo(file)
    for action in (lambda: config.read(file), lambda: config.change("app.theme", "uniconv-light")):
        assert "not a regular file" in refusal(action).message
    assert file.is_fifo()


def test_endless_settings_are_not_read_to_their_end(file: Path):
    file.write_bytes(b"#" * 2_000_000)
    assert "larger than 1 MB" in refusal(lambda: config.read(file)).message


def test_the_null_device_is_an_empty_settings_file_and_stays():
    assert config.read(Path(os.devnull)) == {}


def test_a_nul_in_a_setting_names_the_file_and_the_key(file: Path):
    file.write_text('library = "a\\u0000b"\n')
    told = refusal(lambda: config.read(file)).message
    assert "`library`" in told
    assert str(file) in told
