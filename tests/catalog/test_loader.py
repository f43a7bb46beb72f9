"""Loading a directory: what is refused, and that each refusal names file, line and what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.loader import Catalog, load
from bot.catalog.observation import Observation
from bot.errors import ConfigurationError
from tests.catalog.conftest import CLINIC, SHOP, Files


def test_a_good_directory_loads_in_alphabetical_order(small: Catalog) -> None:
    assert list(small.systems) == ["clinic", "shop"]
    assert small.systems["shop"].resources["order"].kind == "lambda.function"
    assert small.observation == Observation()


def test_observation_is_read(files: Files) -> None:
    files.system("clinic", CLINIC)
    files.write("observation.yaml", "settle_seconds: 0\nwindow_seconds: 60\nperiod_seconds: 5\n")
    assert files.load().observation == Observation(settle_seconds=0, window_seconds=60, period_seconds=5)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "period_seconds: 7\n",
            "1: `period_seconds`: CloudWatch takes 1, 5, 10, 30 or a multiple of 60, found 7",
        ),
        ("settle_seconds: 9\nwindow_seconds: 30\n", "2: `window_seconds`: 30 is shorter than one point"),
        ("settle_seconds: -1\n", "1: `settle_seconds`: input should be greater than or equal to 0, found -1"),
        ("setle_seconds: 1\n", "1: unknown key `setle_seconds`; did you mean `settle_seconds`?"),
        ("recent_seconds: soon\n", "1: `recent_seconds`: input should be a valid integer"),
    ],
)
def test_observation_that_cannot_be_used(files: Files, text: str, problem: str) -> None:
    files.system("clinic", CLINIC)
    files.write("observation.yaml", text)
    [found] = files.problems()
    assert found.startswith(f"observation.yaml:{problem}")


def test_every_problem_of_every_file_at_once(files: Files) -> None:
    files.system("shop", SHOP.replace("title: Shop", "titel: Shop").replace("#shop-dev", "shop-dev"))
    files.system("clinic", CLINIC.replace("kind: lambda.function", "kind: lambda.funktion"))
    files.write("observation.yaml", "period_seconds: 7\n")
    found = files.problems()
    assert [one.split(": ")[0] for one in found] == [
        "observation.yaml:1",
        "clinic.yaml:11",
        "shop.yaml:1",
        "shop.yaml:2",
        "shop.yaml:9",
    ]
    assert "shop.yaml:1: `title` is missing" in found
    assert "shop.yaml:2: unknown key `titel`; did you mean `title`?" in found
    assert found[1].endswith("no kind of resource is called 'lambda.funktion'; did you mean `lambda.function`?")


def test_no_directory(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no such directory; set OPSBOT_CONFIG to a directory") as caught:
        load(tmp_path / "nowhere")
    assert caught.value.problems[0].file == tmp_path / "nowhere" / "systems"


def test_a_file_where_the_directory_should_be(tmp_path: Path) -> None:
    (tmp_path / "systems").write_text("no directory")
    with pytest.raises(ConfigurationError, match="no such directory"):
        load(tmp_path)


def test_an_empty_directory(files: Files) -> None:
    [problem] = files.problems()
    assert problem == "systems:0: holds no *.yaml: write one file for each system that you operate"


def test_a_file_that_would_be_overlooked(files: Files) -> None:
    files.system("clinic", CLINIC)
    files.write("systems/shop.yml", SHOP)
    assert files.problems() == ["shop.yml:0: not read: rename it to shop.yaml"]


def test_the_file_is_named_after_the_system(files: Files) -> None:
    files.system("store", SHOP)
    assert files.problems() == ["store.yaml:1: the file is store.yaml: rename it to shop.yaml, or the system"]


def test_two_systems_of_one_name(files: Files) -> None:
    files.system("clinic", CLINIC)
    files.system("clinic-2", CLINIC)
    assert "clinic.yaml:1: clinic-2.yaml describes a system of the same name" in files.problems()


def test_a_resource_named_like_a_system(files: Files) -> None:
    files.system("clinic", CLINIC)
    files.system("shop", SHOP.replace("  artifacts:", "  clinic:"))
    [problem] = files.problems()
    assert problem == "shop.yaml:34: `clinic` is the name of a system; call the resource something else"


def test_one_channel_for_two_environments(files: Files) -> None:
    files.system("shop", SHOP)
    files.system("clinic", CLINIC.replace("  staging: {", '  staging: {channel: "#shop-dev", '))
    [problem] = files.problems()
    assert problem == "shop.yaml:9: #shop-dev already means staging; a channel stands for one environment"


def test_a_name_given_twice_in_one_file(files: Files) -> None:
    files.system("clinic", CLINIC.replace("  api:", "  visit:"))
    [problem] = files.problems()
    assert problem.startswith("clinic.yaml:12: not readable as YAML: ")
