"""JavaScript's numbers in Python: printing, reading, rounding and powers, to the last bit."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

WHITESPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What JavaScript trims (ECMA-262, WhiteSpace and LineTerminator)."""

_DECIMAL = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
_RADIX_PREFIX = {"0x": 16, "0o": 8, "0b": 2}
_RADIX_DIGITS = {
    16: re.compile(r"[0-9a-fA-F]+"),
    8: re.compile(r"[0-7]+"),
    2: re.compile(r"[01]+"),
}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_EXACT = 2.0**53
LARGEST_COUNT = _EXACT
"""The most that is counted exactly; more of anything is too much for any budget."""
_FIXED = Context(prec=160, rounding=ROUND_HALF_UP)


def number_text(number: float) -> str:
    """The number as JavaScript prints it (ECMA-262, Number::toString)."""
    if -_EXACT < number < _EXACT and number.is_integer():
        return str(int(number))
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    sign = "-" if number < 0 else ""
    return sign + _place(digits, point)


def _place(digits: str, point: int) -> str:
    """Digits with the decimal point after the first `point` of them."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return digits[0] + ("." + digits[1:] if count > 1 else "") + exponent


def number_of_text(text: str) -> float:
    """What `Number(text)` gives: NaN unless all of the trimmed text is a number."""
    text = text.strip(WHITESPACE)
    if not text:
        return 0.0
    radix = _RADIX_PREFIX.get(text[:2].lower())
    if radix is not None:
        digits = text[2:]
        if _RADIX_DIGITS[radix].fullmatch(digits) is None:
            return math.nan
        return _float(int(digits, radix))
    if _DECIMAL.fullmatch(text) is None:
        return math.nan
    return float(text)


def _float(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf


def parse_float(text: str) -> float:
    """What `parseFloat(text)` gives: the longest number that the text begins with, or NaN."""
    match = _DECIMAL.match(text.lstrip(WHITESPACE))
    return float(match[0]) if match else math.nan


def parse_int(text: str, radix: float = 0.0) -> float:
    """What `parseInt(text, radix)` gives; `radix` is any number, 0 for JavaScript's own choice."""
    text = text.lstrip(WHITESPACE)
    sign = -1.0 if text[:1] == "-" else 1.0
    if text[:1] in ("+", "-"):
        text = text[1:]
    base = to_int32(radix)
    if base in (0, 16) and text[:2] in ("0x", "0X"):
        base, text = 16, text[2:]
    base = base or 10
    if not 2 <= base <= 36:
        return math.nan
    allowed = _DIGITS[:base]
    end = 0
    for character in text:
        if character.lower() not in allowed or not character.isascii():
            break
        end += 1
    if not end:
        return math.nan
    return sign * _whole(text[:end], base)


def _whole(digits: str, base: int) -> float:
    """Digits as a number: exactly rounded for base 10 and powers of two, else as V8 sums them."""
    if base == 10:
        return float(digits)
    if base & (base - 1) == 0:
        return _float(int(digits, base))
    number, part, multiplier = 0.0, 0, 1
    for digit in digits:
        if multiplier * base > 0xFFFFFFFF // 36:
            number = number * multiplier + part
            part, multiplier = 0, 1
        part = part * base + int(digit, base)
        multiplier *= base
    return number * multiplier + part


def to_int32(number: float) -> int:
    """ECMA-262 ToInt32: the 32 low bits of the whole part, as a signed number."""
    if not math.isfinite(number):
        return 0
    low = int(number) & 0xFFFFFFFF
    return low - 0x100000000 if low >= 0x80000000 else low


def to_integer(number: float) -> float:
    """ECMA-262 ToIntegerOrInfinity: NaN is 0, fractions are cut off."""
    if math.isnan(number):
        return 0.0
    return number if math.isinf(number) else float(math.trunc(number))


def fixed(number: float, digits: int) -> str:
    """What `toFixed(digits)` gives, for 0 to 100 digits: exact, ties away from zero."""
    if not abs(number) < 1e21:
        return number_text(number)
    rounded = Decimal(abs(number)).quantize(Decimal(1).scaleb(-digits), context=_FIXED)
    return ("-" if number < 0 else "") + format(rounded, "f")


def radix_text(number: float, radix: int) -> str:
    """A whole number in base 2 to 36, its digits past 2**53 found as V8 finds them."""
    whole = abs(number)
    digits: list[str] = []
    while whole / radix >= _EXACT:
        whole /= radix
        digits.append("0")
    while True:
        rest = math.fmod(whole, radix)
        digits.append(_DIGITS[int(rest)])
        whole = (whole - rest) / radix
        if whole <= 0:
            break
    return ("-" if number < 0 else "") + "".join(reversed(digits))


def round_half_up(number: float) -> float:
    """What `Math.round` gives: ties towards +Infinity, and -0 for what rounds up to zero."""
    if not math.isfinite(number) or number.is_integer():
        return number
    below = math.floor(number)
    rounded = float(below + 1 if number - below >= 0.5 else below)
    return math.copysign(rounded, number) if rounded == 0 else rounded


def remainder(left: float, right: float) -> float:
    """What `%` gives: the sign of the dividend, NaN by zero."""
    if right == 0 or not math.isfinite(left):
        return math.nan
    return math.fmod(left, right)


def divide(left: float, right: float) -> float:
    """What `/` gives; by zero, Infinity or NaN."""
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def square_root(number: float) -> float:
    """What `Math.sqrt` gives; NaN below zero."""
    return math.sqrt(number) if number >= 0 else math.nan


def power(base: float, exponent: float) -> float | None:
    """`base ** exponent`, by the multiplications that LANGUAGE section 3 lays down.

    None for an exponent with a fraction other than 0.5: engines give different results there.
    """
    if math.isnan(exponent):
        return math.nan
    if math.isinf(exponent):
        return _endless_power(abs(base), exponent > 0)
    if not exponent.is_integer():
        return square_root(base) if exponent == 0.5 else None
    result, left = 1.0, abs(exponent)
    while left > 0:
        if math.fmod(left, 2):
            result *= base
        base *= base
        left = math.floor(left / 2)
    return divide(1.0, result) if exponent < 0 else result


def _endless_power(base: float, growing: bool) -> float:
    """A power with an infinite exponent, of the base's absolute value."""
    if base == 1 or math.isnan(base):
        return math.nan
    return math.inf if (base > 1) == growing else 0.0
