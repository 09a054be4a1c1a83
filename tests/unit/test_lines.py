"""Files of lines: appended whole, bounded."""

from pathlib import Path

import pytest

from baesc.effects.lines import append, older, read_lines


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jsonl")
    assert read_lines(path) == []
    append(path, "one\ntwo\n")
    append(path, "three\n")
    assert read_lines(path) == ["one", "two", "three"]


def test_a_file_is_bounded(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jsonl")
    for at in range(1000):
        append(path, f"{at:09d}\n", limit=1000)
    sizes = [one.stat().st_size for one in tmp_path.iterdir()]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.1.jsonl", "a.jsonl"]
    assert max(sizes) <= 1000
    lines = [int(one) for one in read_lines(path)]
    assert lines == list(range(1000 - len(lines), 1000))
    assert len(lines) >= 100


def test_one_large_write_is_kept_whole(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jsonl")
    append(path, "x" * 50 + "\n", limit=10)
    append(path, "y\n", limit=10)
    assert read_lines(path) == ["x" * 50, "y"]


def test_where_there_is_none_none_is_made(tmp_path: Path) -> None:
    path = str(tmp_path / "a.jsonl")
    with pytest.raises(FileNotFoundError):
        append(path, "one\n", create=False)
    assert list(tmp_path.iterdir()) == []
    assert older(path).endswith("a.1.jsonl")
