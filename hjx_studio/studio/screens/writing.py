"""What helps one who writes: completions, help, definitions, uses, renames and fixes.

The questions are answered in the checker's thread; an answer about a text or a place that is no
longer there is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from textual.screen import Screen

from hjx_studio.language.analyzer import analyze
from hjx_studio.language.diagnostics import Edit
from hjx_studio.language.formatter import Formatting, format_parse
from hjx_studio.language.formatting.edits import edits_of
from hjx_studio.language.parser import Parse, Parser
from hjx_studio.language.services.completion import Completions, complete
from hjx_studio.language.services.definition import Location, definition, references
from hjx_studio.language.services.fixes import fix_all
from hjx_studio.language.services.help import Help, Signature, hover, signature
from hjx_studio.language.services.ranges import selections
from hjx_studio.language.services.rename import RenameError, rename, rename_target
from hjx_studio.language.services.symbols import Symbol, symbols
from hjx_studio.language.source import Position, Range
from hjx_studio.studio.checking import Checker
from hjx_studio.studio.plain import count_of
from hjx_studio.studio.screens.places import PlacesScreen, Spot
from hjx_studio.studio.screens.renaming import RenameScreen
from hjx_studio.studio.widgets.editor import Card, Completion, SourceEditor, signature_card

Say = Callable[[str, str], None]


class Writing:
    """The helps of one editor. Its coroutines are to run in workers, as they may ask the user."""

    def __init__(self, screen: Screen[None], checker: Checker, say: Say) -> None:
        self._screen = screen
        self._checker = checker
        self._say = say

    @property
    def _editor(self) -> SourceEditor:
        return self._screen.query_one(SourceEditor)

    async def complete(self, line: int, column: int, *, asked: bool) -> None:
        """Offer what could be typed at a place."""
        editor = self._editor

        def question(parse: Parse, _: Parser) -> Completions:
            return complete(parse, Position(line, column))

        found = await self._checker.ask(editor.text, question)
        start = found.range.column
        offered = [Completion(item.text, start, item.kind, item.detail) for item in found.items]
        editor.show_completions(offered, line, column)
        if asked and not offered and editor.cursor_location == (line - 1, column - 1):
            self._say("Nothing is known that could stand here", "information")

    async def answer(self, what: str, line: int, column: int) -> None:
        """Do what was asked of a place."""
        place = Position(line, column)
        match what:
            case "help":
                await self._help(place)
            case "signature":
                await self._signature(place)
            case "definition":
                await self._definition(place)
            case "uses":
                await self._uses(place)
            case "rename":
                await self._rename(place)
            case "more":
                await self._more(place)

    # --- help ------------------------------------------------------------------------------------

    async def _help(self, place: Position) -> None:
        editor = self._editor

        def question(parse: Parse, _: Parser) -> tuple[Help | None, Signature | None]:
            return hover(parse, place), signature(parse, place)

        found, around = await self._checker.ask(editor.text, question)
        problem = editor.problem_here
        lines = [found.text] if found is not None else []
        form = found.form if found is not None else ""
        if found is None and around is not None:
            form, lines = around.form, [around.text]
        if problem is not None:
            lines.append(f"{problem.severity}: {problem.message}")
            lines += [problem.hint] if problem.hint else []
            lines += [f"Alt+Enter or Alt+Q: {problem.fix.title}"] if problem.fix else []
        if not form and not lines:
            self._say("There is nothing to say about this place", "information")
            return
        editor.show_card(Card(form, tuple(filter(None, lines))), place.line, place.column)

    async def _signature(self, place: Position) -> None:
        editor = self._editor

        def question(parse: Parse, _: Parser) -> Signature | None:
            return signature(parse, place)

        found = await self._checker.ask(editor.text, question)
        card = None
        if found is not None:
            card = signature_card(found.name, found.parameters, found.active, found.text)
        editor.show_card(card, place.line, place.column)

    # --- going about -----------------------------------------------------------------------------

    async def _definition(self, place: Position) -> None:
        editor = self._editor

        def question(parse: Parse, _: Parser) -> Location | None:
            return definition(parse, place)

        text = editor.text
        found = await self._checker.ask(text, question)
        if found is None:
            self._say("There is no name here that anything declares", "information")
        elif editor.text == text:
            editor.go_to(found.range)

    async def _uses(self, place: Position) -> None:
        def question(parse: Parse, _: Parser) -> tuple[Location, ...]:
            return references(parse, place)

        text = self._editor.text
        found = await self._checker.ask(text, question)
        if not found:
            self._say("There is no name of this component here", "information")
            return
        lines = text.split("\n")
        spots = [Spot(each.range, lines[each.range.line - 1].strip(), each.use) for each in found]
        first = found[0].range
        name = lines[first.line - 1][first.column - 1 : first.end_column - 1]
        await self._choose(f"{count_of(len(spots), 'use')} of {name}", spots)

    async def go_to_name(self) -> None:
        """Let the user pick one of all the names that the file declares."""

        def question(parse: Parse, _: Parser) -> tuple[Symbol, ...]:
            return symbols(parse)

        found = await self._checker.ask(self._editor.text, question)
        spots = [Spot(symbol.name_range, symbol.name, symbol.kind) for symbol in _flat(found)]
        if spots:
            await self._choose("Go to a name", spots)
        else:
            self._say("The file declares nothing yet", "information")

    async def _choose(self, title: str, spots: Sequence[Spot]) -> None:
        editor = self._editor
        before = editor.selection
        look = partial(editor.go_to, select=True)
        picked = await self._screen.app.push_screen_wait(PlacesScreen(title, spots, look))
        if picked is None:
            editor.selection = before
            editor.bring_into_view(before.end[0])
        else:
            editor.go_to(Range(picked.line, picked.column, picked.line, picked.column))
            editor.focus()

    async def _more(self, place: Position) -> None:
        editor = self._editor

        def question(parse: Parse, _: Parser) -> tuple[Range, ...]:
            return selections(parse, place)

        text, selected = editor.text, editor.selection
        start, end = sorted(selected)
        now = Range(start[0] + 1, start[1] + 1, end[0] + 1, end[1] + 1)
        found = await self._checker.ask(text, question)
        around = (each for each in found if each.start <= now.start and now.end <= each.end)
        larger = next((each for each in around if each != now), None)
        if larger is not None and editor.text == text and editor.selection == selected:
            editor.go_to(larger, select=True)

    # --- changing --------------------------------------------------------------------------------

    async def _rename(self, place: Position) -> None:
        editor = self._editor
        text = editor.text
        try:
            target = await self._checker.ask(text, lambda parse, _: rename_target(parse, place))
        except RenameError as error:
            self._say(str(error), "warning")
            return

        async def attempt(name: str) -> Sequence[Edit]:
            def question(parse: Parse, parser: Parser) -> Sequence[Edit]:
                return rename(parse, place, name, None, parser).edits.get(parse.source.name, ())

            return await self._checker.ask(text, question)

        edits = await self._screen.app.push_screen_wait(RenameScreen(target.name, attempt))
        if edits:
            self._make(text, edits, f"Renamed {target.name} in")

    async def fix_all(self) -> None:
        """Mend all problems that bring a fix."""

        def question(parse: Parse, _: Parser) -> tuple[Edit, ...]:
            return fix_all((*parse.diagnostics, *analyze(parse).diagnostics))

        text = self._editor.text
        edits = await self._checker.ask(text, question)
        if edits:
            self._make(text, edits, "Mended")
        else:
            self._say("There is nothing that could be mended by itself", "information")

    async def format(self) -> None:
        """Bring the text into its canonical form."""

        def question(parse: Parse, _: Parser) -> tuple[Formatting, tuple[Edit, ...]]:
            made = format_parse(parse)
            return made, edits_of(parse.source, made.parts)

        text = self._editor.text
        made, edits = await self._checker.ask(text, question)
        if made.errors:
            first = made.errors[0]
            why = f"Line {first.range.line} keeps it from being formatted: {first.message}"
            self._say(why, "warning")
        elif not edits:
            self._say("The text is in its canonical form already", "information")
        elif self._editor.text != text:
            self._say("The text has changed meanwhile: nothing was done", "warning")
        else:
            self._editor.make_edits(edits, stay=True)
            self._say("Formatted; Ctrl+Z takes it back", "information")

    def _make(self, text: str, edits: Sequence[Edit], what: str) -> None:
        """Make edits that were found in a text, if it still reads so."""
        if self._editor.text != text:
            self._say("The text has changed meanwhile: nothing was done", "warning")
            return
        self._editor.make_edits(edits)
        self._say(f"{what} {count_of(len(edits), 'place')}; Ctrl+Z takes it back", "information")


def _flat(found: Iterable[Symbol]) -> Iterable[Symbol]:
    for symbol in found:
        yield symbol
        yield from _flat(symbol.children)
