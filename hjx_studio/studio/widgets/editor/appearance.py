"""The editor's CSS: token colours on dark and light grounds, and what stands in for them where
there are 16 colours (class `-sixteen`, in the exact values that are sent as such) or none
(`:nocolor`)."""

from __future__ import annotations

CSS = """
SourceView {
    border: none;
    padding: 0;
    background: $surface;
    color: $foreground;
    scrollbar-size-vertical: 1;
    scrollbar-size-horizontal: 1;
    scrollbar-background: $surface;
    scrollbar-background-hover: $surface;
    scrollbar-background-active: $surface;
    scrollbar-corner-color: $surface;
    scrollbar-color: $foreground 22%;
    scrollbar-color-hover: $foreground 38%;
    scrollbar-color-active: $primary;

    &:focus { border: none; }

    .editor--number { color: $foreground 38%; }
    .editor--current-number { color: $foreground; text-style: bold; }
    .editor--current-line { background: $foreground 6%; }
    .editor--guide { color: $foreground 14%; }
    .editor--selection { background: $primary 45%; }
    .editor--bracket { background: $foreground 24%; text-style: bold; }
    .editor--match { background: $warning 35%; }
    .editor--cursor { color: $surface; background: $foreground; }
    .editor--stopped-line { background: $warning 22%; }
    .editor--stopped-mark { color: $text-warning; text-style: bold; }
    .editor--breakpoint { color: #e5484d; text-style: bold; }
    .editor--error { color: $text-error; text-style: underline; }
    .editor--warning { color: $text-warning; text-style: underline; }
    .editor--information { text-style: underline; }
    .editor--error-mark { color: $text-error; text-style: bold; }
    .editor--warning-mark { color: $text-warning; text-style: bold; }
    .editor--information-mark { color: $text-primary; text-style: bold; }
    .editor--value { color: $text-warning; text-style: italic; }
    .editor--past-value { color: $foreground 50%; text-style: italic; }
    .editor--failed-value { color: $text-error; text-style: italic; }
    .editor--stand-in { color: $text-error; background: $error 20%; }

    .editor--token-block { text-style: bold; }
    .editor--token-keyword { text-style: bold; }
    .editor--token-comment { text-style: italic; }
    .editor--token-parameter { text-style: italic; }
    .editor--token-invalid { color: $text-error; text-style: underline; }
    .editor--token-punctuation { color: $foreground 60%; }

    &:dark {
        .editor--token-block { color: #c792ea; }
        .editor--token-keyword { color: #c792ea; }
        .editor--token-parameter { color: #f2ae72; }
        .editor--token-function { color: #82aaff; }
        .editor--token-property { color: #9cc7d8; }
        .editor--token-constant { color: #f78c6c; }
        .editor--token-string { color: #a5d18a; }
        .editor--token-escape { color: #e0c071; }
        .editor--token-number { color: #f78c6c; }
        .editor--token-operator { color: #89ddff; }
        .editor--token-comment { color: #7f8aa3; }
        .editor--token-tag { color: #6fb3f2; }
        .editor--token-attribute { color: #ffcb6b; }
        .editor--token-class { color: #73d0c4; }
        .editor--token-id { color: #f07fa8; }
        .editor--token-event { color: #ffcb6b; }
        .editor--token-modifier { color: #e0c071; }
        .editor--token-handler { color: #82aaff; }
        .editor--token-interpolation { color: #89ddff; }
        .editor--token-css-selector { color: #73d0c4; }
        .editor--token-css-property { color: #9cc7d8; }
        .editor--token-css-value { color: #f2ae72; }
    }

    &:light {
        .editor--breakpoint { color: #c62a2f; }
        .editor--stopped-line { background: $warning 30%; }
        .editor--token-block { color: #7c2fb8; }
        .editor--token-keyword { color: #7c2fb8; }
        .editor--token-parameter { color: #9a5300; }
        .editor--token-function { color: #1f54c4; }
        .editor--token-property { color: #1d6478; }
        .editor--token-constant { color: #a83e12; }
        .editor--token-string { color: #2f6f1e; }
        .editor--token-escape { color: #80600a; }
        .editor--token-number { color: #a83e12; }
        .editor--token-operator { color: #0b6a85; }
        .editor--token-comment { color: #68707f; }
        .editor--token-tag { color: #1259a8; }
        .editor--token-attribute { color: #855a00; }
        .editor--token-class { color: #0f6b60; }
        .editor--token-id { color: #a8275f; }
        .editor--token-event { color: #855a00; }
        .editor--token-modifier { color: #80600a; }
        .editor--token-handler { color: #1f54c4; }
        .editor--token-interpolation { color: #0b6a85; }
        .editor--token-css-selector { color: #0f6b60; }
        .editor--token-css-property { color: #1d6478; }
        .editor--token-css-value { color: #9a5300; }
    }

    &.-sixteen:dark {
        background: #000000;
        color: #ffffff;
        .editor--number { color: #aaaaaa; }
        .editor--current-number { color: #ffffff; }
        .editor--current-line { background: #000000; text-style: none; }
        .editor--guide { color: #555555; }
        .editor--selection { background: #0000aa; }
        .editor--bracket { background: #555555; text-style: bold underline; }
        .editor--match { background: #555555; text-style: underline; }
        .editor--cursor { color: #000000; background: #ffffff; }
        .editor--stopped-line { background: #555555; }
        .editor--stopped-mark { color: #ffff55; }
        .editor--breakpoint { color: #ff5555; }
        .editor--error { color: #ff5555; }
        .editor--warning { color: #ffff55; }
        .editor--error-mark { color: #ff5555; }
        .editor--warning-mark { color: #ffff55; }
        .editor--information-mark { color: #ffffff; }
        .editor--value { color: #ffff55; }
        .editor--past-value { color: #aaaaaa; }
        .editor--failed-value { color: #ff5555; }
        .editor--stand-in { color: #000000; background: #ff5555; }
        .editor--token-block { color: #ff55ff; }
        .editor--token-keyword { color: #ff55ff; }
        .editor--token-parameter { color: #ffff55; }
        .editor--token-function { color: #55ffff; }
        .editor--token-property { color: #ffffff; }
        .editor--token-constant { color: #ff5555; }
        .editor--token-string { color: #55ff55; }
        .editor--token-escape { color: #ffff55; }
        .editor--token-number { color: #ff5555; }
        .editor--token-operator { color: #55ffff; }
        .editor--token-comment { color: #aaaaaa; }
        .editor--token-punctuation { color: #aaaaaa; }
        .editor--token-tag { color: #55ffff; }
        .editor--token-attribute { color: #ffff55; }
        .editor--token-event { color: #ffff55; }
        .editor--token-modifier { color: #ffff55; }
        .editor--token-handler { color: #55ffff; }
        .editor--token-interpolation { color: #55ffff; }
        .editor--token-class { color: #00aaaa; }
        .editor--token-id { color: #ff55ff; }
        .editor--token-css-selector { color: #00aaaa; }
        .editor--token-css-property { color: #ffffff; }
        .editor--token-css-value { color: #ffff55; }
    }

    &.-sixteen:light {
        background: #ffffff;
        color: #000000;
        .editor--number { color: #555555; }
        .editor--current-number { color: #000000; }
        .editor--current-line { background: #ffffff; text-style: none; }
        .editor--guide { color: #aaaaaa; }
        .editor--selection { background: #55ffff; }
        .editor--bracket { background: #aaaaaa; text-style: bold underline; }
        .editor--match { background: #ffff55; }
        .editor--cursor { color: #ffffff; background: #000000; }
        .editor--stopped-line { background: #ffff55; }
        .editor--stopped-mark { color: #aa00aa; }
        .editor--breakpoint { color: #aa0000; }
        .editor--error { color: #aa0000; }
        .editor--warning { color: #aa00aa; }
        .editor--error-mark { color: #aa0000; }
        .editor--warning-mark { color: #aa00aa; }
        .editor--information-mark { color: #000000; }
        .editor--value { color: #aa00aa; }
        .editor--past-value { color: #555555; }
        .editor--failed-value { color: #aa0000; }
        .editor--stand-in { color: #ffffff; background: #aa0000; }
        .editor--token-block { color: #aa00aa; }
        .editor--token-keyword { color: #aa00aa; }
        .editor--token-parameter { color: #aa00aa; }
        .editor--token-function { color: #0000aa; }
        .editor--token-property { color: #0000aa; }
        .editor--token-constant { color: #aa00aa; }
        .editor--token-string { color: #aa0000; }
        .editor--token-escape { color: #aa00aa; }
        .editor--token-number { color: #aa00aa; }
        .editor--token-operator { color: #555555; }
        .editor--token-comment { color: #555555; }
        .editor--token-punctuation { color: #555555; }
        .editor--token-tag { color: #0000aa; }
        .editor--token-attribute { color: #aa00aa; }
        .editor--token-event { color: #aa00aa; }
        .editor--token-modifier { color: #aa00aa; }
        .editor--token-handler { color: #0000aa; }
        .editor--token-interpolation { color: #aa00aa; }
        .editor--token-class { color: #0000aa; }
        .editor--token-id { color: #aa00aa; }
        .editor--token-css-selector { color: #0000aa; }
        .editor--token-css-property { color: #aa00aa; }
        .editor--token-css-value { color: #aa0000; }
    }

    &:nocolor {
        .editor--cursor { color: $foreground; background: $surface; text-style: reverse; }
        .editor--selection { text-style: reverse; }
        .editor--bracket { text-style: bold reverse; }
        .editor--match { text-style: underline reverse; }
        .editor--stopped-line { text-style: reverse; }
        .editor--token-tag { text-style: bold; }
        .editor--token-handler { text-style: bold; }
    }
}
"""
