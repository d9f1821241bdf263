"""The native part. What is public of it is in :mod:`callcenter`."""

from os import PathLike
from typing import Any, Callable, Collection, Iterator, Mapping, Sequence, final

from .store import Store

__all__ = [
    "Books",
    "Center",
    "Decoder",
    "Engine",
    "Events",
    "Fact",
    "Facts",
    "Message",
    "Simulator",
    "__version__",
    "check_store",
    "encode",
    "examine",
    "parse",
    "replay_bytes",
    "replay_file",
    "tables",
]

__version__: str

_Bytes = bytes | bytearray | memoryview
_Path = str | PathLike[str]

@final
class Message:
    """One message of AMI: a view of the bytes it came in, of which nothing is copied until somebody asks for a text."""

    @property
    def kind(self) -> str:
        """``event``, ``response``, ``banner``, or ``other`` for what no switch sends."""

    @property
    def name(self) -> str:
        """The event's name, how a response went, the banner's version; empty for anything else."""

    @property
    def action_id(self) -> str | None:
        """The id of the action that this answers."""

    @property
    def bytes(self) -> memoryview:
        """The message's own bytes, as a view that copies nothing."""

    def get(self, key: str, default: Any = None) -> Any:
        """The first value with this key, which is the truth; else ``default``. Bytes that are no UTF-8 are replaced."""

    def all(self, key: str) -> list[str]:
        """All values with this key, in order."""

    def fields(self) -> list[tuple[str, str]]:
        """The headers as pairs, in order."""

    def output(self) -> list[str]:
        """The lines that a command printed."""

    def raw(self, key: str) -> memoryview:
        """The bytes of the first value with this key, as a view that copies nothing. Raises :class:`KeyError`."""

    def __getitem__(self, key: str, /) -> str: ...
    def __contains__(self, key: str, /) -> bool: ...

@final
class Decoder:
    """Takes the bytes of a connection as they come, and gives whole messages."""

    def __new__(cls) -> Decoder: ...
    def feed(self, data: _Bytes) -> list[Message]:
        """Takes the next bytes, cut anywhere; the messages that are whole now.

        Raises :class:`callcenter.ParseError` for a message of more than 1 MiB, once; it is skipped, go on feeding.
        """

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their message."""

def parse(data: _Bytes) -> list[Message]:
    """The messages in bytes, which have to be whole. ``bytes`` are not copied.

    Raises :class:`callcenter.ParseError` when they end within a message, or one has more than 1 MiB.
    """

def encode(action: str, /, *, action_id: str, **fields: Any) -> bytes:
    """A request as AMI has it, by the engine's name of the action: ``encode("Hangup", action_id="1", channel="PJSIP/1001-1",
    cause=16)``. One action is one request, whatever its values hold.

    Raises :class:`callcenter.ConfigError` for an action that there is not, :class:`callcenter.EncodeError` for a value that
    would be read as something else.
    """

def examine(
    address: str, user: str, secret: str, *, seconds: float = 3.0, config: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Finds out what has to change at a switch so that nothing of it stays unseen: ``findings``, each with its ``level``
    (``fine``, ``note``, ``change``), ``what`` and ``lines``, and ``manager_conf``, the lines to write. Asks only what reads,
    and sends one UserEvent of its own; listens for ``seconds`` where the user's rights cannot be read.

    Raises :class:`callcenter.LinkError` when nobody can be asked.
    """

@final
class Fact:
    """Something that became true."""

    @property
    def seq(self) -> int:
        """Its number: from 1, without gaps."""

    @property
    def at(self) -> float:
        """When it became true, in Unix seconds."""

    @property
    def kind(self) -> str:
        """What it is called: ``LegStarted``."""

    @property
    def data(self) -> dict[str, Any]:
        """What it says."""

    def to_dict(self) -> dict[str, Any]:
        """As ``callcenter replay --output facts`` prints it."""

    def __getitem__(self, key: str, /) -> Any: ...

@final
class Facts(Sequence[Fact]):
    """Facts in order."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> Fact: ...  # type: ignore[override]

@final
class Engine:
    """A call-center engine that is fed with the bytes of AMI. The same bytes give the same facts, everywhere."""

    def __new__(cls, config: Mapping[str, Any] | None = None) -> Engine: ...
    @staticmethod
    def restore(snapshot: _Bytes) -> Engine:
        """Goes on from a snapshot, by the policy in it. Figures begin anew.

        Raises :class:`callcenter.RestoreError` when it is damaged, or too new.
        """

    def feed(self, data: _Bytes, *, at: float | None = None) -> Facts:
        """Takes the next bytes of a connection or a trace, cut anywhere; what becomes true by them.

        Messages are placed by their own time (the ``;@`` line of a trace, the header ``Timestamp``), else by ``at`` in Unix
        seconds, else by the last time known.
        """

    def read(self, path: _Path) -> Facts:
        """Reads a file to its end; what becomes true by it. Raises :class:`OSError`."""

    def tick(self, at: float) -> Facts:
        """Time has passed, up to this moment in Unix seconds."""

    def finish(self) -> Facts:
        """Nothing more comes: closes the calls that are over."""

    def calls(self) -> list[dict[str, Any]]:
        """The calls that live, a row each."""

    def records(self) -> list[dict[str, Any]]:
        """The calls that are not closed, as their records stand."""

    def agents(self) -> list[dict[str, Any]]:
        """The agents, a row each."""

    def queues(self) -> list[dict[str, Any]]:
        """The queues, a row each."""

    def phones(self) -> list[dict[str, Any]]:
        """The phones, a row each."""

    def stats(self) -> dict[str, Any]:
        """The figures of what was fed, as ``callcenter replay --output stats`` prints them."""

    def report(self) -> dict[str, Any]:
        """How many ``bytes``, ``messages``, ``events`` and ``facts`` there were, and the ``problems``: what could not be
        understood, and where."""

    def state_hash(self) -> str:
        """The hash of everything that is true: 32 hexadecimal digits, the same on every machine."""

    def snapshot(self) -> bytes:
        """Everything that is true, in bytes."""

    @property
    def now(self) -> float:
        """The engine's time, in Unix seconds; 0 when nothing told one."""

    @property
    def seq(self) -> int:
        """The number of the last fact."""

@final
class Events(Iterator[Fact]):
    """Facts as they become true: an iterator that ends when nothing came for some time, or the call center is closed."""

    def __iter__(self) -> Events: ...
    def __next__(self) -> Fact: ...

@final
class Books:
    """What is kept, to be read. Ask :func:`callcenter.center.report` for figures."""

    def __new__(cls, url: str | None = None, store: Store | None = None) -> Books: ...
    def report(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Figures of a time."""

    def calls(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Records of calls that are over, the latest first."""

    def call(self, id: str) -> dict[str, Any] | None:
        """The record of a call that is over, by its identity or its linkedid."""

    def journal(self, switch: str, after: int = 0, limit: int = 1_000) -> Facts:
        """Facts of a live switch as they were written, oldest first, from the one after number ``after`` on; none at the head.

        Raises :class:`callcenter.StoreError` of the kind ``corrupt`` where retention has removed them.
        """

    def close(self) -> None:
        """Ends the connections to a store that was opened here."""

@final
class Center:
    """What :class:`callcenter.CallCenter` holds while it is at work."""

    def __new__(cls, options: Mapping[str, Any], store: Store | None = None) -> Center: ...
    @staticmethod
    def check(options: Mapping[str, Any]) -> None: ...
    def close(self, timeout: float | None = None) -> None: ...
    def abandon(self) -> None: ...
    @property
    def closed(self) -> bool: ...
    def standing(self) -> dict[str, Any]: ...
    def wait_ready(self, timeout: float | None = None) -> bool: ...
    def calls(self) -> list[dict[str, Any]]: ...
    def call(self, id: str) -> dict[str, Any] | None: ...
    def call_record(self, id: str) -> dict[str, Any] | None: ...
    def agents(self) -> list[dict[str, Any]]: ...
    def agent(self, id: str) -> dict[str, Any] | None: ...
    def queues(self) -> list[dict[str, Any]]: ...
    def queue(self, name: str) -> dict[str, Any] | None: ...
    def phones(self) -> list[dict[str, Any]]: ...
    def capabilities(self, leg: str) -> list[dict[str, Any]]: ...
    def now(self) -> float: ...
    def state_hash(self) -> str: ...
    def events(self, timeout: float | None = None, kinds: Collection[str] | None = None) -> Events: ...
    def ask(self, command: str, /, **fields: Any) -> tuple[str, str]: ...
    def journal(self, after: int, limit: int) -> Facts: ...
    def books(self) -> Books | None: ...

@final
class Simulator:
    """A simulated call center behind a real AMI socket of this machine.

    ``still``: nothing happens in it by itself; people are moved by the methods below. ``agents``: 1 to 80 of them, whose phones
    are 1001 and up. Callers reach the queue ``sales`` at 4930555100, ``support`` at 4930555200, ``billing`` at 4930555300.
    """

    def __new__(
        cls,
        *,
        seed: int = 1,
        still: bool = False,
        agents: int | None = None,
        user: str = "callcenter",
        secret: str = "simulated",
    ) -> Simulator: ...
    @property
    def address(self) -> str:
        """Where its manager interface is: ``127.0.0.1:PORT``."""

    @property
    def user(self) -> str:
        """Who may log in there."""

    @property
    def secret(self) -> str:
        """And how he proves it."""

    def caller(self, number: str, name: str, dials: str) -> str:
        """Somebody outside calls; the id of the caller's leg."""

    def phone_calls(self, phone: str, exten: str) -> str | None:
        """Whoever is at a phone calls; the id of the leg, ``None`` where there is no such phone."""

    def phone_answers(self, phone: str) -> str | None:
        """Whoever is at a phone answers it; the id of the leg that rang, ``None`` where none did."""

    def phone_declines(self, phone: str) -> bool:
        """Whoever is at a phone declines; whether it rang."""

    def hangs_up(self, leg: str) -> bool:
        """The party on a leg hangs up; whether there was such a leg."""

    def holds(self, leg: str) -> bool:
        """The party on a leg puts the other side on hold, or takes it back; whether it could."""

    def cut(self) -> None:
        """Sends every program away that is logged in, as a switch does that goes down; each may come again."""

    def close(self) -> None:
        """Ends it. Further calls do nothing."""

    def __enter__(self) -> Simulator: ...
    def __exit__(self, kind: object, error: object, trace: object, /) -> None: ...

def replay_bytes(data: _Bytes, config: Mapping[str, Any] | None = None) -> dict[str, Any]: ...
def replay_file(path: _Path, config: Mapping[str, Any] | None = None) -> dict[str, Any]: ...
def tables() -> list[dict[str, Any]]:
    """Every table that a store has: ``name``, ``means``, ``columns`` as triples of name, kind and whether it may hold nothing,
    and ``key``, how many columns are its key, the first ones."""

def check_store(make: Callable[[], Store]) -> list[str]:
    """Calls ``make`` for a fresh store in each case that a store has to pass; the cases that it passed.

    Raises :class:`callcenter.StoreError` with the first case that it does not pass.
    """
