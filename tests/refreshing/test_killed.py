"""A refresh or an import that dies at any moment: a vintage stands whole, as it was or as it was to become.

Every time Python is about to open, move, copy or remove a file it announces it to an audit hook. The hook here
kills at the first announcement, at the second, and so on; and each file that is written is also left half
written once. Two real processes are killed besides.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from benchmarking.errors import VintageError
from benchmarking.paths import Paths
from benchmarking.refreshing import Fetcher, refresh
from benchmarking.vintages import import_file, load_vintage, read_package, verify, vintage_names

from .conftest import ELS, LAST_MODIFIED, OLD, RATES, SURVEY, Answer, World, rates, row, state_of

EVENTS = {
    "open",
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "shutil.copyfile",
    "shutil.rmtree",
}


class Killed(BaseException):
    """No handler of ours catches it, as none catches the end of a process."""


class Killer:
    """Raise Killed when the file system is about to be changed under a folder for the n-th time."""

    def __init__(self) -> None:
        self.folder, self.left, self.dead = "", 0, False
        sys.addaudithook(self._announced)

    @contextmanager
    def after(self, folder: Path, number: int) -> Iterator[None]:
        self.folder, self.left, self.dead = str(folder), number, False
        try:
            yield
        finally:
            self.folder = ""

    def _announced(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.folder or event not in EVENTS:
            return
        if not any(str(item).startswith(self.folder) for item in arguments[:2]):
            return
        if event == "open" and not (
            isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        ):
            return
        self.left -= 1
        # A dead process changes nothing more, whatever stands in its handlers.
        if self.left <= 0:
            self.dead = True
            raise Killed


@pytest.fixture(scope="module")
def killer() -> Killer:
    return Killer()


@pytest.fixture
def half(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Leave the n-th file that is written by one call half written, and kill."""
    write, left = Path.write_bytes, [0]

    def writing(path: Path, content: bytes) -> int:
        left[0] -= 1
        if left[0]:
            return write(path, content)
        write(path, content[: len(content) // 2])
        raise Killed

    monkeypatch.setattr(Path, "write_bytes", writing)
    return lambda number: left.__setitem__(0, number)


READ: list[dict[str, str]] = []


def whole(paths: Paths, vintage: str) -> dict[str, str] | None:
    """What a reader finds of a vintage: its tables by name, all of which it can read, or nothing at all."""
    if vintage not in vintage_names(paths):
        with pytest.raises(VintageError, match="There is no vintage"):
            read_package(paths, vintage)
        return None
    state = state_of(paths.raw(vintage))
    if state not in READ:
        assert load_vintage(paths, vintage).observations["value"].notna().all()
        assert verify(paths, vintage) == []
        READ.append(state)
    return state


def test_a_refresh_killed_anywhere_leaves_no_vintage_or_a_whole_one(world, publisher, killer):
    """Made three times over: the vintage is made, is renewed with other figures, and an older one stands beside."""
    raw = world.paths.root / "data" / "raw"
    before = whole(world.paths, "2026")
    points = 0
    for year, figure in (("2027", 72), ("2027", 73), ("2027", 74)):
        publisher.says("/rates.csv", Answer(rates(figure), headers=LAST_MODIFIED))
        earlier = whole(world.paths, year)
        number, ended, states = 0, False, set()
        while not ended:
            number += 1
            with Fetcher(sleep=lambda seconds: None) as fetcher, killer.after(raw, number):
                try:
                    refresh(year, paths=world.paths, fetcher=fetcher, today=date(2027, 5, 4))
                    ended = not killer.dead
                except Killed:
                    pass
            now = whole(world.paths, year)
            assert whole(world.paths, "2026") == before
            if now != earlier:
                assert now is not None and {RATES, SURVEY, OLD} <= {
                    one.id for one in read_package(world.paths, year)
                }
            states.add(str(now))
        points += number - 1
        assert len(states) <= 2, "as it was, or as it became"
        assert set(
            load_vintage(world.paths, year).observations.query("indicator == 'employment_rate'")["value"]
        ) == {figure}
        assert sorted(path.name for path in raw.iterdir()) == ["2026", year]
    assert points >= 50


def test_an_import_killed_anywhere_leaves_the_vintage_as_it_was_or_as_it_became(world, killer, tmp_path):
    file = tmp_path / "rates.csv"
    file.write_bytes(rates(75))
    raw, earlier = world.paths.root / "data" / "raw", whole(world.paths, "2026")
    number, ended, states = 0, False, []
    while not ended:
        number += 1
        with killer.after(raw, number):
            try:
                import_file(ELS, file, "2026", paths=world.paths, released=date(2026, 6, 28))
                ended = not killer.dead
            except Killed:
                pass
        states.append(whole(world.paths, "2026"))
    became = states[-1]
    assert number > 15
    assert states[0] == earlier != became
    assert all(state in (earlier, became) for state in states)
    assert sorted(path.name for path in raw.iterdir()) == ["2026"]


@pytest.mark.parametrize("number", range(1, 4))
def test_a_file_left_half_written_is_never_read(world, fetcher, half, number):
    before = whole(world.paths, "2026")
    half(number)
    with pytest.raises(Killed):
        refresh("2027", paths=world.paths, fetcher=fetcher, today=date(2027, 5, 4))
    assert whole(world.paths, "2027") is None
    assert whole(world.paths, "2026") == before
    half(0)
    refresh("2027", paths=world.paths, fetcher=fetcher, today=date(2027, 5, 4))
    assert whole(world.paths, "2027") is not None


PROCESS = """
import signal
import sys
from datetime import date
from pathlib import Path
from benchmarking.paths import Paths
from benchmarking.refreshing import Fetcher, refresh
# A job in the background of a shell is deaf to it.
signal.signal(signal.SIGINT, signal.default_int_handler)
with Fetcher() as fetcher:
    refresh("2027", paths=Paths(Path(sys.argv[1])), fetcher=fetcher, today=date(2027, 5, 4))
"""


@contextmanager
def another_refresh(world: World, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real process that refreshes and is held up by a publisher who asks it to wait."""
    world.publisher.says("/museums.csv", Answer(status=429, headers={"Retry-After": "100"}))
    script = tmp_path / "refreshing.py"
    script.write_text(textwrap.dedent(PROCESS), encoding="utf-8")
    process = subprocess.Popen([sys.executable, script, world.paths.root])
    try:
        while "/museums.csv" not in world.publisher.asked:
            assert process.poll() is None, "the other refresh has ended too early"
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_second_command_is_told_whose_turn_it_is_and_a_dead_one_keeps_no_turn(world, fetcher, tmp_path):
    file = tmp_path / "rates.csv"
    file.write_bytes(rates(75))
    with another_refresh(world, tmp_path) as process:
        before = whole(world.paths, "2026")
        for command in (
            lambda: refresh("2027", paths=world.paths, fetcher=fetcher),
            lambda: import_file(ELS, file, "2026", paths=world.paths, released=date(2026, 6, 28)),
        ):
            with pytest.raises(VintageError, match="Another command is changing the figures") as caught:
                command()
            assert f"`benchmarking refresh 2027`, process {process.pid} on " in str(caught.value)
            assert f" {date.today():%B %Y}" in str(caught.value)
        assert whole(world.paths, "2026") == before
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (world.paths.root / "data" / "raw" / ".2027.downloads").exists()
    world.publisher.says("/museums.csv", Answer(rates(4, "museums"), headers=LAST_MODIFIED))
    refresh("2027", paths=world.paths, fetcher=fetcher, today=date(2027, 5, 4))
    assert sorted(path.name for path in (world.paths.root / "data" / "raw").iterdir()) == ["2026", "2027"]


def test_a_stopped_refresh_leaves_nothing_behind(world, tmp_path):
    before = whole(world.paths, "2026")
    with another_refresh(world, tmp_path) as process:
        process.send_signal(signal.SIGINT)
        process.wait()
    assert whole(world.paths, "2027") is None and whole(world.paths, "2026") == before
    assert sorted(path.name for path in (world.paths.root / "data" / "raw").iterdir()) == ["2026"]


def test_a_row_more_is_no_reason_to_touch_what_stands(world, fetcher):
    refresh("2027", paths=world.paths, fetcher=fetcher, today=date(2027, 5, 4))
    before = whole(world.paths, "2027")
    world.expects(row("els-sports-facilities", address=world.publisher.base + "/gone.csv"))
    refresh("2027", paths=world.paths, fetcher=fetcher, today=date(2027, 5, 4))
    assert whole(world.paths, "2027") == before
