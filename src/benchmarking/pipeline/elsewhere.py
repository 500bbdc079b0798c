"""Run steps on other machines, through the scheduler of a Dask cluster whose workers see the same files."""

from __future__ import annotations

import logging
import re
import signal
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarking.errors import CommandError, PipelineError
from benchmarking.pipeline.alike import House, call_if_alike, house, refusal, what_differs
from benchmarking.pipeline.processes import STARTED, undisturbed

if TYPE_CHECKING:
    from distributed import Client

#: How long the scheduler is given to answer.
PATIENCE_SECONDS = 10
#: How often it is asked whether any worker is there.
LOOK_SECONDS = 5.0
_LOCAL = re.compile(r"local:([1-9]\d{0,2})")
_ADDRESS = re.compile(r"((tcp|tls|wss?)://)?[^\s/]+:\d{1,5}")


class Elsewhere(Executor):
    """Where steps run: on the workers of a cluster that are like this process.

    `slots` is how many steps the workers can run at a time.
    """

    def __init__(self, client: Client, mine: House, root: Path, sign: Path) -> None:
        # A step that is run again after its worker was killed must not be taken for the first.
        self._inner: Executor = client.get_executor(pure=False)
        self._checked = partial(call_if_alike, mine, root, sign)
        self.slots = sum(client.nthreads().values())

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Have a function called on a worker."""
        return self._inner.submit(self._checked, fn, *args, **kwargs)


@contextmanager
def elsewhere(
    root: Path,
    *,
    scheduler: str | None = None,
    cluster: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Elsewhere]:
    """Give the executor of a cluster; when the block is cut short, end what its workers have started.

    Parameters
    ----------
    root : the checkout, which all workers must see at this path.
    scheduler : the address of a running scheduler, such as "tcp://10.0.0.5:8786".
    cluster : "local:N" for N worker processes here, which end with the block.
    tell : told whenever no worker is there to wait for.

    Raises
    ------
    CommandError when the extra `cluster` is not installed or what is asked for cannot be read, PipelineError when
    nobody answers at the address, a worker would not give the same results or the scheduler ends before the block.
    """
    with ExitStack() as held:
        client = held.enter_context(_client(scheduler, cluster))
        mine, sign = house(root), held.enter_context(_sign(root))
        _check_workers(client, mine, root, sign)
        client.run(_allow)
        held.enter_context(_watched(client, tell))
        try:
            yield Elsewhere(client, mine, root, sign)
        except BaseException as error:
            if client.status == "running":
                with undisturbed(), suppress(Exception):
                    client.run(_stop)
            if isinstance(error, CancelledError):
                raise _given_up(scheduler or f"--cluster {cluster}") from None
            raise


@contextmanager
def _client(scheduler: str | None, cluster: str | None) -> Iterator[Client]:
    try:
        import distributed
    except ImportError:
        raise CommandError(
            "Running elsewhere needs the package distributed, which is not installed",
            next_step="Install the extra: pip install -e '.[cluster]' in the checkout",
        ) from None
    # What it would log of a lost connection is told by the errors raised here.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    with ExitStack() as held:
        address: Any = scheduler
        if scheduler is not None and not _ADDRESS.fullmatch(scheduler):
            raise CommandError(
                "--scheduler is the address of a Dask scheduler",
                found=repr(scheduler),
                expected="such as tcp://10.0.0.5:8786",
                next_step="Give the address that the scheduler prints when it starts (docs/scaling.md)",
            )
        if cluster is not None:
            many = _many(cluster)
            with _deaf_to_ctrl_c():
                address = held.enter_context(
                    distributed.LocalCluster(
                        n_workers=many,
                        threads_per_worker=1,
                        dashboard_address=":0",
                        silence_logs=logging.CRITICAL,
                    )
                )
        try:
            client = distributed.Client(address, timeout=PATIENCE_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise PipelineError(
                f"Nobody answers as a Dask scheduler at {scheduler}",
                found=str(error) or type(error).__name__,
                next_step="Start one (docs/scaling.md), and give the address that it prints",
            ) from None
        yield held.enter_context(client)


@contextmanager
def _watched(client: Client, tell: Callable[[str], None]) -> Iterator[None]:
    """Say so when no worker is there, for steps then wait for one however long it takes."""
    over = threading.Event()

    def look() -> None:
        told = False
        with suppress(Exception):
            while not over.is_set():
                nobody = not client.nthreads()
                if nobody and not told:
                    tell("No worker is there: waiting for one to join. Ctrl-C ends the wait.")
                told = nobody
                over.wait(LOOK_SECONDS)

    threading.Thread(target=look, name="watch", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _given_up(whose: str) -> PipelineError:
    return PipelineError(
        "The Dask scheduler has given up the steps it was asked to run",
        where=whose,
        found="that it ended, was restarted, or can no longer be reached",
        next_step="What was finished is kept: start the scheduler and its workers again, and repeat the command",
    )


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start processes that leave Ctrl-C to this one, which ends what they run and then them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _many(cluster: str) -> int:
    found = _LOCAL.fullmatch(cluster)
    if found is None:
        raise CommandError(
            "--cluster says how many worker processes are started here",
            found=repr(cluster),
            expected="such as local:2",
            next_step="For machines elsewhere start a scheduler and give its address: --scheduler",
        )
    return int(found[1])


@contextmanager
def _sign(root: Path) -> Iterator[Path]:
    """Keep a file in the checkout by which a worker can tell that it sees the same folder."""
    sign = root / "data" / "processed" / f".seen-from-{uuid.uuid4().hex}"
    try:
        sign.parent.mkdir(parents=True, exist_ok=True)
        sign.touch()
        yield sign
    finally:
        sign.unlink(missing_ok=True)


def _check_workers(client: Client, mine: House, root: Path, sign: Path) -> None:
    """Raise PipelineError for the first worker that is there already and not like this process."""
    for worker in sorted(client.nthreads()):
        try:
            difference = client.run(what_differs, mine, root, sign, workers=[worker])[worker]
        except Exception as error:
            difference = f"it cannot read what is asked of it: {type(error).__name__}: {error}"
        if difference:
            raise refusal(worker, difference)


def _allow() -> None:
    STARTED.allow()


def _stop() -> None:
    STARTED.stop()
