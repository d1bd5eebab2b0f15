"""The state and its revisions: every change of it goes through here, whole or not at all.

A `Proposal` becomes a commit once its computed names can be worked out and its store has it; only
then are frames and acknowledgements sent and observers told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hjx_studio.language import values
from hjx_studio.language.build import Build
from hjx_studio.language.execution import EvaluationError
from hjx_studio.language.values import Value
from hjx_studio.session.clients import Client, Clients
from hjx_studio.session.events import BuildChanged, Event, StateChanged, Variable
from hjx_studio.session.growth import growth, size
from hjx_studio.session.history import History
from hjx_studio.session.inbox import RequestedEvent
from hjx_studio.session.inspection import variable, variables
from hjx_studio.session.log import SessionLog
from hjx_studio.session.messages import MessageId, encode_reload, encode_result
from hjx_studio.session.outbox import Frame, Moment, Outbox
from hjx_studio.session.proposals import Proposal
from hjx_studio.session.state import ROOT, Names, State, is_public, local_names, same
from hjx_studio.session.store import Commit, Store
from hjx_studio.session.views import Computed, Views


@dataclass(frozen=True, slots=True)
class _Pending:
    """A commit that its store has not confirmed yet; `growth` is by how many bytes the shared state
    grows."""

    commit: Commit
    proposal: Proposal
    computed: Computed
    growth: int


class Ledger:
    """The present state of a session, its revision, and the way to the next.

    `limit` is how many bytes of JSON the shared state may have, and each client's own; 0 is none.
    """

    def __init__(
        self,
        build: Build,
        clients: Clients,
        outbox: Outbox,
        log: SessionLog,
        store: Store,
        observe: Callable[[Event], None],
        *,
        limit: int,
    ) -> None:
        self.build = build
        self.state = State({ROOT: build.program.start()[0]})
        self._size = size(dict(self.state.shared[ROOT]))
        self.revision = 0
        self.history = History()
        self.views = Views(build, self.state, clients, outbox)
        self._clients = clients
        self._outbox = outbox
        self._log = log
        self._store = store
        self._observe = observe
        self._limit = limit
        self._pending: _Pending | None = None

    @property
    def waiting(self) -> bool:
        """Whether a commit waits for its store."""
        return self._pending is not None

    def begin(self, moment: Moment) -> None:
        """The first state is revision 0."""
        self.history.record(Commit(moment.entry, 0, self.state))
        self._warn_of_failing(self.views.computed, {}, moment)
        # An observer that came before the first good build learns of the values only here.
        self._observe(self._build_changed(moment.entry.number, moment))

    def propose(self, proposal: Proposal, moment: Moment) -> None:
        """Commit a state, at once or when the store confirms it.

        Raises `EvaluationError`, and changes nothing, where a computed name fails that did not fail
        before, or the state would be too large; a new build is taken even so, with a warning.
        """
        build = proposal.build if proposal.build is not None else self.build
        more = growth(dict(self.state.shared[ROOT]), dict(proposal.state.shared[ROOT]))
        if self._limit and proposal.build is None:
            self._refuse_large(proposal, more)
        computed = self._compute(build, proposal.state, None)
        if proposal.build is None:
            self._refuse_failing(computed, proposal)
        changed = bool(_changed("state", _public(self.state), _public(proposal.state))) or (
            _public(self.state).keys() != _public(proposal.state).keys()
        )
        commit = Commit(proposal.entry, self.revision + changed, proposal.state, proposal.draws)
        self._pending = _Pending(commit, proposal, computed, more)
        if self._store.confirm(commit):
            self._settle(moment)

    def confirmed(self, number: int, moment: Moment) -> bool:
        """The store has the commit of the entry with that number; whether it was waited for."""
        if self._pending is None or self._pending.commit.entry.number != number:
            return False
        self._settle(moment)
        return True

    def forget(self, key: str) -> None:
        """Drop what a client of long ago had of its own."""
        self.state = self.state.without_local(key)
        self.views.adopt(self.build, self.state, self.views.computed)

    def names(self, scope: str, key: str | None) -> Names:
        """The values of a scope: "state", "local" or "computed" (errors read as null)."""
        if scope == "local":
            return local_names(self.build, self.state, key)
        if scope == "computed":
            computed = self.views.evaluate(self.state, key)
            return {n: None if isinstance(v, EvaluationError) else v for n, v in computed.items()}
        return self.state.shared[ROOT]

    def variables(self) -> tuple[Variable, ...]:
        """The shared state, the computed names, and what each client has of its own, as an
        inspector shows them."""
        shared = variables("state", self.state.shared[ROOT])
        own = tuple(item for client in self._clients.connected() for item in self.own(client))
        return (*shared, *variables("computed", self.views.computed), *own)

    def own(self, client: Client) -> tuple[Variable, ...]:
        """What a client has of its own."""
        return variables("local", local_names(self.build, self.state, client.key), client.id)

    # --- from a proposal to a commit ---

    def _compute(self, build: Build, state: State, key: str | None) -> Computed:
        local = local_names(build, state, key)
        return build.program.computed(dict(state.shared[ROOT]), dict(local))

    def _refuse_large(self, proposal: Proposal, more: int) -> None:
        """Refuse a state beyond the limit, unless it is smaller than the present one."""
        if more > 0 and self._size + more > self._limit:
            raise _too_large("state", self._size + more, self._limit)
        key = proposal.author.key
        own = proposal.state.local.get(key) if key is not None else None
        if own is not None and own is not self.state.local.get(key or ""):
            found = size(dict(own[ROOT]))
            if found > self._limit:
                raise _too_large("client's own state", found, self._limit)

    def _refuse_failing(self, computed: Computed, proposal: Proposal) -> None:
        after, before = computed, self.views.computed
        if self.build.analysis.computed_local and proposal.author.key is not None:
            after = self._compute(self.build, proposal.state, proposal.author.key)
            before = self._compute(self.build, self.state, proposal.author.key)
        for name, value in after.items():
            failed_before = isinstance(before.get(name), EvaluationError)
            if isinstance(value, EvaluationError) and not failed_before:
                raise value

    def _settle(self, moment: Moment) -> None:
        pending, self._pending = self._pending, None
        assert pending is not None  # noqa: S101  # callers have looked
        before, old_computed = self.state, self.views.computed
        commit, proposal = pending.commit, pending.proposal
        self.state, self.revision = commit.state, commit.revision
        self._size += pending.growth
        self.history.record(commit)
        if proposal.build is not None:
            self.build = proposal.build
            self._outbox.send_to_all(
                Frame("reload", self.build.name, encode_reload(self.build.name)), moment
            )
        self.views.adopt(self.build, self.state, pending.computed)
        self._log.write_lines(proposal.log, self.build.entry, moment)
        if proposal.build is not None:
            self._warn_of_failing(pending.computed, {}, moment)
        self._tell_clients(proposal, moment)
        self._tell_observers(proposal, before, old_computed, moment)

    def _tell_clients(self, proposal: Proposal, moment: Moment) -> None:
        sender = self._clients.get(proposal.author.client)
        acknowledge: tuple[Client, MessageId] | None = None
        if proposal.author.key is not None and proposal.author.id is not None:
            self._clients.memory(proposal.author.key).finish(proposal.author.id, self.revision)
            # A reply goes to the socket that its key has now, which may be a newer one.
            sender = self._clients.with_key(proposal.author.key)
            acknowledge = None if sender is None else (sender, proposal.author.id)
        summary = ", ".join(f"/{'/'.join(c.path)} {c.new}" for c in proposal.changes[:4])
        anew = proposal.build is not None
        summary = "whole state" if anew else summary
        carried = self.views.publish(self.revision, summary, acknowledge, moment, anew=anew)
        if acknowledge is not None and not carried:
            self._outbox.send_ack(acknowledge[0].id, acknowledge[1], self.revision, moment)
        given = proposal.entry.input
        if isinstance(given, RequestedEvent):
            members = self._outbox.members(self.views.shared_names())
            data = encode_result(members, self.revision)
            self._outbox.answer(
                given.request, Frame("answer", summary, data, self.revision), moment
            )

    def _tell_observers(
        self, proposal: Proposal, before: State, old_computed: Computed, moment: Moment
    ) -> None:
        if proposal.build is not None:
            event: Event = self._build_changed(proposal.entry.number, moment)
        else:
            event = StateChanged(
                session=self._outbox.session,
                time=moment.time,
                cause=proposal.entry.number,
                revision=self.revision,
                handler=proposal.handler,
                client=proposal.author.client,
                changes=proposal.changes,
                variables=self._changed_variables(proposal, before, old_computed),
                elapsed=round(proposal.elapsed * 1000, 3),
                steps=proposal.steps,
            )
        self._observe(event)

    def _build_changed(self, number: int, moment: Moment) -> BuildChanged:
        return BuildChanged(
            self._outbox.session,
            moment.time,
            self.build.name,
            number,
            self.revision,
            self.variables(),
        )

    def _changed_variables(
        self, proposal: Proposal, before: State, old_computed: Computed
    ) -> tuple[Variable, ...]:
        found = [
            *_changed("state", before.shared[ROOT], self.state.shared[ROOT]),
            *_changed("computed", old_computed, self.views.computed),
        ]
        if proposal.author.key is not None:
            old = local_names(self.build, before, proposal.author.key)
            new = local_names(self.build, self.state, proposal.author.key)
            found.extend(_changed("local", old, new, proposal.author.client))
        return tuple(found)

    def _warn_of_failing(self, computed: Computed, before: Computed, moment: Moment) -> None:
        for name, value in computed.items():
            if isinstance(value, EvaluationError):
                text = f"computed {name} fails and reads as null: {value}"
                self._log.write("warning", text, moment, self.build.entry, value.line)


def _too_large(what: str, size: int, limit: int) -> EvaluationError:
    text = f"the {what} would have {size} bytes and may have {limit} (--max-state)"
    return EvaluationError(text, "budget_exceeded")


def _public(state: State) -> Names:
    return {name: value for name, value in state.shared[ROOT].items() if is_public(name)}


def _changed(scope: str, old: Computed, new: Computed, client: str | None = None) -> list[Variable]:
    found = []
    for name, value in new.items():
        was = old.get(name)
        if value is was or (name in old and _same(was, value)):
            continue
        text = str(was) if isinstance(was, EvaluationError) else values.preview(was)
        found.append(variable(scope, (name,), value, client, text if name in old else None))
    return found


def _same(old: Value | EvaluationError, new: Value | EvaluationError) -> bool:
    if isinstance(old, EvaluationError) or isinstance(new, EvaluationError):
        return type(old) is type(new) and str(old) == str(new)
    return same(old, new)
