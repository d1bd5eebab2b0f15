"""Where the regions of the screen stand: editor, inspector and dock, folded where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from hjx_studio.studio.widgets.rows import RowView
from hjx_studio.studio.widgets.strip import Tab, TabStrip

NARROW = 100  # columns below which the inspector folds into the dock
SMALLEST = {"inspector": 20, "dock": 3}
LEFT_FOR_EDITOR = {"inspector": 30, "dock": 5}


class Region(Vertical):
    """Panes, one of them in sight, below a line of tabs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.focus_pane('editor')", "Back to the editor", show=False),
    ]

    @dataclass
    class Pulled(Message):
        """The region's left edge was dragged to a column of the screen."""

        region: Region
        column: int

    def __init__(self, name: str, panes: Sequence[tuple[str, Widget]]) -> None:
        """Panes with their titles; the first is in sight."""
        super().__init__(id=name)
        self.panes = {str(widget.id): widget for _, widget in panes}
        self.titles = {str(widget.id): title for title, widget in panes}
        self.active = next(iter(self.panes))
        self._pulling = False

    def compose(self) -> ComposeResult:
        """The tabs, then the panes."""
        yield TabStrip(self.tabs)
        with ContentSwitcher(initial=self.active):
            yield from self.panes.values()

    @property
    def tabs(self) -> list[Tab]:
        """The tabs of the region's own panes."""
        return [Tab(pane, title) for pane, title in self.titles.items()]

    @property
    def strip(self) -> TabStrip:
        """The line of tabs."""
        return self.query_one(TabStrip)

    @property
    def holds_focus(self) -> bool:
        """Whether the focus is in it."""
        return self.has_pseudo_class("focus-within")

    def pick(self, pane: str) -> None:
        """Bring a pane into sight."""
        self.active = pane
        self.query_one(ContentSwitcher).current = pane

    def focus_pane(self) -> None:
        """Put the focus into the pane that is in sight."""
        pane = self.panes[self.active]
        target = next(
            (widget for widget in pane.query(RowView) if widget.display),
            pane if pane.can_focus else None,
        )
        if target is not None:
            target.focus()

    def on_descendant_focus(self) -> None:
        """The line of tabs shows where the focus is."""
        self.strip.refresh()

    def on_descendant_blur(self) -> None:
        """It went elsewhere."""
        self.strip.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The left edge can be dragged."""
        if event.x == 0 and self.id == "inspector":
            event.stop()
            self._pulling = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag."""
        if self._pulling:
            self.post_message(self.Pulled(self, event.screen_x))

    def on_mouse_up(self) -> None:
        """Let go."""
        if self._pulling:
            self._pulling = False
            self.release_mouse()


class Arrangement(Container):
    """The three regions. What the user hides, maximises or resizes is kept here."""

    def __init__(self, editor: Region, inspector: Region, dock: Region) -> None:
        super().__init__(id="arrangement")
        self.editor, self.inspector, self.dock = editor, inspector, dock
        self.hidden: set[str] = set()
        self.maximised: str | None = None
        self.folded = False
        self.below = "dock"  # which of the two shares the lower part while folded
        self.extent: dict[str, int | None] = {"inspector": None, "dock": None}

    def compose(self) -> ComposeResult:
        """The regions."""
        yield self.editor
        yield self.inspector
        yield self.dock

    @property
    def regions(self) -> tuple[Region, Region, Region]:
        """All three, in the order in which keys go through them."""
        return self.editor, self.inspector, self.dock

    def region_of(self, pane: str) -> Region:
        """The region that a pane belongs to."""
        return next(region for region in self.regions if pane in region.panes)

    @property
    def seen(self) -> list[Region]:
        """The regions in sight."""
        return [region for region in self.regions if region.display]

    def on_resize(self) -> None:
        """The terminal has another size."""
        self.settle()

    # --- what the user does -----------------------------------------------------------------------

    def bring(self, pane: str, focus: bool = False) -> None:
        """Bring a pane into sight, wherever it is."""
        region = self.region_of(pane)
        region.pick(pane)
        name = str(region.id)
        self.hidden.discard(name)
        if self.maximised not in (None, name):
            self.maximised = name if focus else self.maximised
        if name != "editor":
            self.below = name
        self.settle()
        if focus:
            self.call_after_refresh(region.focus_pane)

    def toggle(self, name: str) -> None:
        """Hide a region, or show it again."""
        self.maximised = None
        if self.folded and name == "inspector" and name not in self.hidden:
            # Folded, the inspector is part of the dock: the same key changes between the two.
            self.below = "dock" if self.below == name else name
        else:
            self.hidden.symmetric_difference_update({name})
        self.settle()
        if not any(region.holds_focus for region in self.seen):
            self.editor.focus_pane()

    def maximise(self) -> None:
        """Give the whole room to the region that has the focus, or restore the others."""
        focused = next((region for region in self.regions if region.holds_focus), self.editor)
        self.maximised = None if self.maximised is not None else str(focused.id)
        self.settle()

    def next_region(self, by: int) -> None:
        """Move the focus to the next region in sight."""
        seen = self.seen
        at = next((index for index, region in enumerate(seen) if region.holds_focus), -by)
        seen[(at + by) % len(seen)].focus_pane()

    def next_tab(self, by: int) -> None:
        """Bring the next tab into sight: of the region with the focus, else of the lower one."""
        region = next((one for one in self.seen if one.holds_focus), None)
        focus = region is not None and region is not self.editor
        if region is None or region is self.editor:
            region = next((one for one in reversed(self.seen) if one is not self.editor), None)
        if region is None:
            return
        panes = list(region.panes)
        if self.folded:
            panes = [*self.inspector.panes, *self.dock.panes]
        at = panes.index(region.active)
        self.bring(panes[(at + by) % len(panes)], focus=focus)

    def resize(self, name: str, extent: int) -> None:
        """Give a region this many columns (the inspector) or rows (the dock)."""
        whole = self.size.width if name == "inspector" else self.size.height
        most = max(SMALLEST[name], whole - LEFT_FOR_EDITOR[name])
        self.extent[name] = min(max(extent, SMALLEST[name]), most)
        self.settle()

    def grow(self, name: str, by: int) -> None:
        """Make a region larger or smaller."""
        region = self.inspector if name == "inspector" else self.dock
        size = region.outer_size
        self.resize(name, (size.width if name == "inspector" else size.height) + by)

    @on(TabStrip.Picked)
    def _picked(self, event: TabStrip.Picked) -> None:
        event.stop()
        self.bring(event.pane, focus=True)

    @on(TabStrip.Dragged)
    def _dragged(self, event: TabStrip.Dragged) -> None:
        event.stop()
        region = event.strip.parent
        if region is self.dock or (self.folded and region is self.inspector):
            self.resize("dock", self.region.bottom - event.row)

    @on(Region.Pulled)
    def _pulled(self, event: Region.Pulled) -> None:
        event.stop()
        if not self.folded:
            self.resize("inspector", self.region.right - event.column)

    # --- layout -----------------------------------------------------------------------------------

    def settle(self) -> None:
        """Lay the regions out for the size and for what the user wants to see."""
        width, height = self.size
        if not width or not height:
            return
        self.folded = width < NARROW
        shown = self._shown()
        for region in self.regions:
            region.display = str(region.id) in shown
        self._lay_out(shown, width, height)
        self.show_tabs()

    def _shown(self) -> set[str]:
        if self.maximised is not None:
            return {self.maximised}
        shown = {"editor"} | ({"inspector", "dock"} - self.hidden)
        if self.folded:
            lower = self.below if self.below in shown else None
            lower = lower or next(iter(sorted(shown - {"editor"})), None)
            shown = {"editor"} | ({lower} if lower else set())
        return shown

    def _lay_out(self, shown: set[str], width: int, height: int) -> None:
        beside = "inspector" in shown and "editor" in shown and not self.folded
        lower = "editor" in shown and bool(shown - {"editor", "inspector" if beside else ""})
        side = self.extent["inspector"] or max(36, min(70, width * 38 // 100))
        rows = self.extent["dock"] or min(max(7, height * 34 // 100), 18, height // 2)
        styles = self.styles
        styles.grid_size_columns = 2 if beside else 1
        styles.grid_size_rows = 2 if lower else 1
        styles.grid_columns = f"1fr {min(side, width - 10)}" if beside else "1fr"
        styles.grid_rows = f"1fr {min(rows, height - 2)}" if lower else "1fr"
        self.dock.styles.column_span = 2 if beside else 1
        self.inspector.set_class(beside, "-beside")

    def show_tabs(self) -> None:
        """Each region's line of tabs; folded, inspector and dock show the tabs of both."""
        both = self.inspector.tabs + self.dock.tabs
        for region in self.regions:
            shared = self.folded and region is not self.editor
            region.strip.show(both if shared else region.tabs, region.active)

    def retitle(self, pane: str, title: str) -> None:
        """Give a pane's tab another title."""
        region = self.region_of(pane)
        if region.titles[pane] != title:
            region.titles[pane] = title
            self.show_tabs()
