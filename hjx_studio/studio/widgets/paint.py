"""The styles that a widget's CSS gives to parts of it that are no widgets."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def part_style(widget: Widget, name: str) -> Style:
    """What the CSS of a component class sets, and only that, transparent colours blended."""
    styles = widget.get_component_styles(name)
    whole = widget.get_component_rich_style(name)
    return (
        Style(
            color=whole.color if styles.has_rule("color") else None,
            bgcolor=whole.bgcolor if styles.has_rule("background") else None,
        )
        + styles.text_style
    )


def few_colours(widget: Widget) -> bool:
    """Whether the terminal has 16 colours or fewer, or none are wanted (NO_COLOR)."""
    return widget.app.no_color or widget.app.console.color_system in (None, "standard")
