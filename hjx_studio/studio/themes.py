"""The two themes, dark and light."""

from __future__ import annotations

from textual.theme import Theme

THEMES = (
    Theme(
        name="hjx-dark",
        primary="#7aa2f7",
        secondary="#bb9af7",
        warning="#e0af68",
        error="#f7768e",
        success="#9ece6a",
        accent="#7dcfff",
        foreground="#c8d0e8",
        background="#16181f",
        surface="#16181f",
        panel="#20232d",
        boost="#262a36",
        dark=True,
    ),
    Theme(
        name="hjx-light",
        primary="#2e5cc5",
        secondary="#7a3e9d",
        warning="#8f5e00",
        error="#b3203f",
        success="#3d6a12",
        accent="#006d8f",
        foreground="#22262f",
        background="#fbfbf8",
        surface="#fbfbf8",
        panel="#eceae3",
        boost="#e2dfd5",
        dark=False,
    ),
)


def other(name: str) -> str:
    """The theme that is not the one of that name."""
    dark, light = (theme.name for theme in THEMES)
    return light if name == dark else dark
