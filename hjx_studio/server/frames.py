"""WebSocket frames as bytes (RFC 6455, section 5.2), so that one is made for many receivers."""

from __future__ import annotations

import struct

_FINAL_TEXT = 0x81


def text_frame(data: bytes) -> bytes:
    """One final, unmasked text frame, as a server sends it; `data` is UTF-8."""
    size = len(data)
    if size < 126:
        return bytes((_FINAL_TEXT, size)) + data
    if size < 65_536:
        return struct.pack("!BBH", _FINAL_TEXT, 126, size) + data
    return struct.pack("!BBQ", _FINAL_TEXT, 127, size) + data
