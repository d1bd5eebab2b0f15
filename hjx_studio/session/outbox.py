"""What leaves a session: frames encoded once for all who get the same, each seen and numbered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hjx_studio.language.values import Value
from hjx_studio.session import messages
from hjx_studio.session.clients import Client, Clients
from hjx_studio.session.effects import Answer, Effect, Send
from hjx_studio.session.events import Event, FrameSeen
from hjx_studio.session.inbox import Entry
from hjx_studio.session.messages import ErrorMessage, MessageId
from hjx_studio.session.traffic import Traffic

WITHOUT_SOCKET = "http"  # who it is that is no client, to those who observe
_SUMMARY = 120  # code points of a frame's one-line meaning


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is sent, and why: the entry that caused it, the time and the clock now."""

    entry: Entry
    time: float
    clock: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame to send: its type and one-line meaning beside its bytes."""

    type: str
    summary: str
    data: bytes
    revision: int | None = None
    code: str | None = None


class Outbox:
    """Turns frames into effects, and tells observers of each."""

    def __init__(self, session: str, clients: Clients, observe: Callable[[Event], None]) -> None:
        self.traffic = Traffic()
        self.session = session
        self._clients = clients
        self._observe = observe
        self._effects: list[Effect] = []
        self._fragments: dict[str, tuple[Value, bytes]] = {}

    def add(self, effect: Effect) -> None:
        """Queue an effect behind those before it."""
        self._effects.append(effect)

    def take(self) -> list[Effect]:
        """All effects since the last time."""
        taken, self._effects = self._effects, []
        return taken

    def members(self, names: Mapping[str, Value]) -> bytes:
        """The names as members of a JSON object; what has not changed is not encoded again."""
        parts = []
        for name, value in names.items():
            known = self._fragments.get(name)
            if known is None or known[0] is not value:
                known = (value, messages.encode_members({name: value}))
                self._fragments[name] = known
            parts.append(known[1])
        return b",".join(parts)

    def send(self, receivers: Sequence[Client], frame: Frame, moment: Moment) -> None:
        """Send one frame to all of `receivers`."""
        if not receivers:
            return
        size = len(frame.data)
        for client in receivers:
            client.frames_out += 1
            client.bytes_out += size
            if frame.revision is not None:
                client.revision = frame.revision
        cause = moment.entry.number
        self._effects.append(Send(tuple(client.id for client in receivers), frame.data, cause))
        to = receivers[0].id if len(receivers) == 1 else "*"
        self._show(to, frame, moment, receivers=len(receivers))

    def answer(self, request: int, frame: Frame, moment: Moment) -> None:
        """Answer a program that has no socket."""
        cause = moment.entry.number
        self._effects.append(Answer(request, frame.data, frame.code, cause))
        self._show(WITHOUT_SOCKET, frame, moment, receivers=1)

    def receive(self, client: Client | None, frame: Frame, moment: Moment) -> None:
        """A frame came in, from a program without a socket where there is no client; nothing is
        sent."""
        if client is not None:
            client.frames_in += 1
            client.bytes_in += len(frame.data)
        self._show(WITHOUT_SOCKET if client is None else client.id, frame, moment)

    def _show(self, client: str, frame: Frame, moment: Moment, *, receivers: int = 0) -> None:
        """Tell observers of a frame: one that came in where nobody receives it."""
        elapsed = round((moment.clock - moment.entry.arrived) * 1000, 3)
        seen = FrameSeen(
            session=self.session,
            time=moment.time,
            number=self.traffic.next_number(),
            client=client,
            clients=receivers or 1,
            direction="out" if receivers else "in",
            type=frame.type,
            summary=frame.summary[:_SUMMARY],
            size=len(frame.data),
            cause=moment.entry.number,
            revision=frame.revision,
            elapsed=elapsed if receivers else None,
            code=frame.code,
        )
        self.traffic.record(seen, frame.data)
        self._observe(seen)

    def send_error(self, client: str | None, error: ErrorMessage, moment: Moment) -> None:
        """Tell a client, if it is still there, that its message was refused or failed."""
        receiver = self._clients.get(client)
        if receiver is not None:
            self.send((receiver,), _error_frame(error), moment)

    def answer_error(self, request: int, error: ErrorMessage, moment: Moment) -> None:
        """Tell a program without a socket that its request was refused or failed."""
        self.answer(request, _error_frame(error), moment)

    def send_ack(self, client: str, message_id: MessageId, revision: int, moment: Moment) -> None:
        """Tell a client that its message was handled and changed nothing that it sees."""
        receiver = self._clients.get(client)
        if receiver is not None:
            data = messages.encode_ack(message_id, revision)
            self.send((receiver,), Frame("ack", f"id {message_id}", data, revision), moment)

    def send_to_all(self, frame: Frame, moment: Moment) -> None:
        """Send a frame to every connected client."""
        self.send(self._clients.connected(), frame, moment)


def _error_frame(error: ErrorMessage) -> Frame:
    summary = f"{error.code} {error.message}"
    return Frame("error", summary, error.encode(), code=error.code)
