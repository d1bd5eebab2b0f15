"""Frames from clients become inputs, each `id` of a client at most once; or they are refused."""

from __future__ import annotations

from dataclasses import dataclass

from hjx_studio.language import values
from hjx_studio.language.analyzer import Analysis
from hjx_studio.session.clients import Client, Clients
from hjx_studio.session.inbox import Bind, ClientEvent, Entry, Inbox, RequestedEvent
from hjx_studio.session.messages import (
    BindMessage,
    ErrorMessage,
    EventMessage,
    ProtocolError,
    RowKey,
    SyncMessage,
    parse_event,
    parse_message,
)
from hjx_studio.session.outbox import Frame, Moment, Outbox

_SHOWN = 40  # code points of an argument in a frame's one-line meaning


@dataclass(frozen=True, slots=True)
class SyncWanted:
    """A client asks for the whole state: no input, as it changes nothing."""

    client: str


class Intake:
    """Checks what a client sent, up to `limit` bytes (0: any size) at once, and numbers it."""

    def __init__(self, clients: Clients, inbox: Inbox, outbox: Outbox, limit: int) -> None:
        self._clients = clients
        self._inbox = inbox
        self._outbox = outbox
        self._limit = limit

    def take(
        self, sender: Client, text: str, analysis: Analysis, moment: Moment
    ) -> Entry | SyncWanted | None:
        """What is to be handled; None where it was refused or is known already.

        `moment.entry` is a blank for the frame; the entry that is returned carries its number.
        """
        data = text.encode("utf-8", "replace")
        try:
            message = parse_message(text, self._limit)
        except ProtocolError as error:
            self._outbox.receive(sender, Frame("invalid", text, data), moment)
            self._refuse(sender, error, moment)
            return None
        if isinstance(message, SyncMessage):
            self._outbox.receive(sender, Frame("sync", "send the whole state", data), moment)
            return SyncWanted(sender.id)
        self._outbox.receive(sender, _frame(message, data), moment)
        if self._is_known(sender, message, moment):
            return None
        try:
            self._check(message, analysis, len(data))
        except ProtocolError as error:
            self._refuse(sender, error, moment)
            return None
        if message.id is not None:
            self._clients.memory(sender.key).use(message.id)
        blank = moment.entry
        return Entry(blank.number, blank.time, blank.arrived, _input(sender, message), len(data))

    def take_request(
        self, request: int, text: str, analysis: Analysis, moment: Moment
    ) -> Entry | None:
        """The same for an event that a program without a socket asks for; None where it was
        refused."""
        data = text.encode("utf-8", "replace")
        try:
            message = parse_event(text, self._limit)
        except ProtocolError as error:
            self._outbox.receive(None, Frame("invalid", text, data), moment)
            self._outbox.answer_error(request, _refusal(error), moment)
            return None
        self._outbox.receive(None, _frame(message, data), moment)
        try:
            self._check(message, analysis, len(data))
        except ProtocolError as error:
            self._outbox.answer_error(request, _refusal(error), moment)
            return None
        given = RequestedEvent(request, message.handler, message.arguments, message.id)
        blank = moment.entry
        return Entry(blank.number, blank.time, blank.arrived, given, len(data))

    def _is_known(
        self, sender: Client, message: EventMessage | BindMessage, moment: Moment
    ) -> bool:
        if message.id is None:
            return False
        used = self._clients.memory(sender.key).used
        if message.id not in used:
            return False
        revision = used[message.id]
        if revision is not None:  # one that still waits is acknowledged once it has run
            self._outbox.send_ack(sender.id, message.id, revision, moment)
        return True

    def _check(self, message: EventMessage | BindMessage, analysis: Analysis, size: int) -> None:
        if isinstance(message, EventMessage):
            signature = analysis.handlers.get(message.handler)
            name = message.handler[:80]
            if signature is None:
                raise ProtocolError("unknown_handler", f"there is no handler {name}", message.id)
            if signature.private:
                raise ProtocolError(
                    "private_handler", f"{name} can't be called by a client", message.id
                )
        if self._inbox.is_full(size):
            raise ProtocolError(
                "paused_full", "too many inputs wait behind the one that is held", message.id
            )

    def _refuse(self, sender: Client, error: ProtocolError, moment: Moment) -> None:
        self._outbox.send_error(sender.id, _refusal(error), moment)


def _refusal(error: ProtocolError) -> ErrorMessage:
    return ErrorMessage(error.code, str(error), error.id)


def _input(sender: Client, message: EventMessage | BindMessage) -> ClientEvent | Bind:
    if isinstance(message, EventMessage):
        return ClientEvent(
            sender.id, sender.key, message.handler, message.arguments, message.event, message.id
        )
    return Bind(sender.id, sender.key, message.path, message.value, message.id)


def _frame(message: EventMessage | BindMessage, data: bytes) -> Frame:
    if isinstance(message, EventMessage):
        shown = ", ".join(values.preview(value, _SHOWN) for value in message.arguments)
        return Frame("event", f"{message.handler}({shown})", data)
    path = "/".join(_step_text(step) for step in message.path)
    return Frame("bind", f"/{path} {values.preview(message.value, _SHOWN)}", data)


def _step_text(step: str | int | RowKey) -> str:
    return values.text(step.key) if isinstance(step, RowKey) else str(step)
