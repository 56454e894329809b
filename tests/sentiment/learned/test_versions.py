"""Versions are written whole, chosen at once, checked, and taken back in one command."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from sentiment.__main__ import main
from sentiment.learned import versions
from sentiment.learned.versions import (
    CURRENT,
    HISTORY,
    NoVersion,
    changes,
    choose,
    publish,
    roll_back,
    standing,
)
from sentiment.learned.weights import PACKAGE, SHIPPED, used, using
from sentiment.reading import MODEL, read
from sentiment.words import pressure

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = "a question about my contract"


def other(more: float) -> dict[str, bytes]:
    """Urgency weights that call everything more urgent."""
    model = pressure.load(PACKAGE / "urgency.npz")
    model.start[3] += more
    file = BytesIO()
    pressure.save(file, model)
    return {"urgency.npz": file.getvalue()}


def live(models: Path, more: float, parent: str = "", day: int = 0) -> str:
    now = NOW + timedelta(days=day)
    version = publish(models, other(more), {"model": MODEL}, parent=parent, now=now)
    choose(models, version, "learned", now=now)
    return version


def level(models: Path) -> str:
    return read(TEXT, models=str(models), now=NOW).urgency.level.value


def test_without_a_choice_the_package_reads(tmp_path):
    assert standing(tmp_path).weights is SHIPPED
    assert standing(tmp_path / "nowhere").trouble is None
    assert read(TEXT, models=str(tmp_path), now=NOW) == read(TEXT, now=NOW)


def test_a_choice_is_read_with_at_once_and_the_score_names_it(tmp_path):
    before = level(tmp_path)
    version = live(tmp_path, 20)
    after = read(TEXT, models=str(tmp_path), now=NOW)
    assert (after.urgency.level, after.model) == ("critical", f"{MODEL}+{version}")
    assert before != "critical"


def test_going_back_takes_the_parent_and_then_the_package(tmp_path):
    first = live(tmp_path, 20)
    live(tmp_path, 10, parent=first, day=1)
    assert roll_back(tmp_path, now=NOW) == first
    assert standing(tmp_path).weights.version == first
    assert roll_back(tmp_path, now=NOW) == ""
    assert standing(tmp_path).weights is SHIPPED
    with pytest.raises(NoVersion, match="nothing before"):
        roll_back(tmp_path, now=NOW)
    assert [(c.version, c.why) for c in changes(tmp_path)][2:] == [
        (first, "rolled-back"),
        ("", "rolled-back"),
    ]


def test_going_back_passes_over_a_parent_that_is_not_sound(tmp_path):
    first = live(tmp_path, 20)
    live(tmp_path, 10, parent=first, day=1)
    (tmp_path / first / "urgency.npz").write_bytes(b"")
    assert roll_back(tmp_path, now=NOW) == ""


@pytest.mark.parametrize("file", ["urgency.npz", "card.json"])
@pytest.mark.parametrize("how", ["altered", "missing", "cut off"])
def test_a_file_that_is_not_the_one_chosen_is_refused_and_the_package_reads(
    tmp_path, file, how
):
    version = live(tmp_path, 20)
    path = tmp_path / version / file
    whole = path.read_bytes()
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(whole[:-9] if how == "cut off" else whole[:-1] + b" ")
    versions._opened.cache_clear()  # another process, or this one started again
    stands = standing(tmp_path)
    assert stands.weights is SHIPPED
    assert version in (stands.trouble or "")
    signal = read(TEXT, models=str(tmp_path), now=NOW)
    assert signal == read(TEXT, now=NOW)
    path.write_bytes(whole)
    assert standing(tmp_path).weights.version == version, "put back, it is used again"


def test_who_has_checked_a_version_goes_on_with_it_and_tells_of_the_damage(tmp_path):
    version = live(tmp_path, 20)
    assert level(tmp_path) == "critical"
    (tmp_path / version / "urgency.npz").write_bytes(b"no weights")
    assert level(tmp_path) == "critical"
    assert "is not the file" in (standing(tmp_path, anew=True).trouble or "")


def test_weights_of_another_release_are_refused(tmp_path, monkeypatch):
    live(tmp_path, 20)
    monkeypatch.setattr(versions, "base", lambda: "another")
    versions._opened.cache_clear()
    assert "another release" in (standing(tmp_path).trouble or "")


def test_a_card_cannot_name_files_that_nothing_learns(tmp_path):
    with pytest.raises(ValueError, match="cannot be learned"):
        publish(tmp_path, {"../x": b""}, {}, parent="", now=NOW)
    version = live(tmp_path, 20)
    card = json.loads((tmp_path / version / "card.json").read_text())
    card["sha256"]["../../secret"] = "0"
    (tmp_path / version / "card.json").write_text(json.dumps(card))
    with pytest.raises(NoVersion):
        choose(tmp_path, version, "learned", now=NOW)


@pytest.mark.parametrize("content", [b"", b"\xff\n", b"one", b"../.. 00", b"a b c"])
def test_a_choice_that_cannot_be_read_is_refused(tmp_path, content):
    (tmp_path / CURRENT).write_bytes(content)
    stands = standing(tmp_path)
    assert stands.weights is SHIPPED
    assert stands.trouble


def test_a_history_that_was_cut_off_tells_what_it_can(tmp_path):
    live(tmp_path, 20)
    with (tmp_path / HISTORY).open("a") as history:
        history.write('{"at": "2026')
    assert [change.why for change in changes(tmp_path)] == ["learned"]


def test_what_is_in_use_is_of_one_thread_alone(tmp_path):
    weights = standing(tmp_path).weights
    seen = []
    live(tmp_path, 20)
    with using(standing(tmp_path).weights):
        other_thread = threading.Thread(target=lambda: seen.append(used()))
        other_thread.start()
        other_thread.join()
        assert used() is not SHIPPED
    assert seen == [weights]


def test_nobody_else_may_read_what_was_learned(tmp_path):
    models = tmp_path / "models"
    version = live(models, 20)
    assert models.stat().st_mode & 0o077 == 0
    assert (models / version).stat().st_mode & 0o077 == 0


def test_one_command_goes_back(tmp_path, capsys):
    live(tmp_path, 20)
    assert main(["rollback", "--models", str(tmp_path)]) == 0
    assert "the weights of the package" in capsys.readouterr().out
    assert main(["rollback", "--models", str(tmp_path)]) == 1
    assert "nothing before" in capsys.readouterr().err


def test_the_command_learns_from_lines_and_says_what_is_missing(tmp_path, capsys):
    path = tmp_path / "lessons.jsonl"
    path.write_text("")
    models = str(tmp_path / "models")
    assert main(["train", "--desk", str(path), "--models", models]) == 1
    assert "20 more from before the latest two weeks" in capsys.readouterr().out
    path.write_text("{}\n")
    assert main(["train", "--desk", str(path), "--models", models]) == 2
    assert "line 1 is no lesson" in capsys.readouterr().err
