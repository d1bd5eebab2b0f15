"""Numbers are printed, read and rounded as JavaScript does it, held against an engine."""

from __future__ import annotations

import json
import math
import struct
from random import Random

import pytest
import quickjs

from hjx_studio.language import numbers


def _drawn(count: int, seed: int) -> list[float]:
    """Numbers of every size, among them many that are short or lie between two others."""
    random = Random(seed)
    found = [0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1.005, 1e21, 1e16, 1e-6, 1e-7, 5e-324]
    found += [0.49999999999999994, 4503599627370497.5, 9007199254740993.0, 1.7976931348623157e308]
    while len(found) < count:
        draw = random.random()
        if draw < 0.4:
            found.append(struct.unpack("d", random.randbytes(8))[0])
        elif draw < 0.6:
            found.append(random.uniform(-10, 10) * 10 ** random.randint(-10, 25))
        elif draw < 0.8:
            found.append(random.randint(-(10**6), 10**6) / 2 ** random.randint(0, 5))
        else:
            found.append(round(random.uniform(-1000, 1000), random.randint(0, 4)))
    return [number for number in found if math.isfinite(number)]


@pytest.fixture(scope="module")
def engine() -> quickjs.Context:
    return quickjs.Context()


def _by_engine(engine: quickjs.Context, function: str, given: object) -> list[str]:
    found = json.loads(engine.eval(f"JSON.stringify(({json.dumps(given)}).map({function}))"))
    assert isinstance(found, list)
    return found


def test_printing(engine: quickjs.Context) -> None:
    drawn = _drawn(5_000, 1)
    assert [numbers.number_text(one) for one in drawn] == _by_engine(
        engine, "x => String(x)", drawn
    )


def test_to_fixed(engine: quickjs.Context) -> None:
    drawn = _drawn(3_000, 2)
    expected = _by_engine(engine, "(x, i) => x.toFixed(i % 21)", drawn)
    assert [numbers.fixed(one, at % 21) for at, one in enumerate(drawn)] == expected


def test_rounding(engine: quickjs.Context) -> None:
    drawn = _drawn(3_000, 3)
    shown = "x => (Object.is(Math.round(x), -0) ? '-' : '') + Math.round(x)"
    found = [numbers.round_half_up(one) for one in drawn]
    signs = ["-" if one == 0 and math.copysign(1.0, one) < 0 else "" for one in found]
    texts = [sign + numbers.number_text(one) for sign, one in zip(signs, found, strict=True)]
    assert texts == _by_engine(engine, shown, drawn)


def test_remainder(engine: quickjs.Context) -> None:
    drawn = _drawn(2_000, 4)
    expected = _by_engine(engine, "(x, i, all) => String(x % all[all.length - 1 - i])", drawn)
    pairs = zip(drawn, reversed(drawn), strict=True)
    assert [numbers.number_text(numbers.remainder(*pair)) for pair in pairs] == expected


_READ = (
    *("", " ", "0", "-0", "+5", "-5.", ".5", ".", "5e3", "5E-3", "5e", "1_000", "0x1F", "0X1f"),
    *("-0x1f", "0b101", "0o17", "0b2", "Infinity", "-Infinity", "inf", "infinity", "nan", "NaN"),
    *("12px", " 12 ", "\u00a012\ufeff", "\u008512", "\u001c12", "٣", "1e1000", "1 2", "--1", "0x"),
    *("123456789012345678901234567890", "0.1e-400", "1e400", "00012", "1.2.3", "1e+5", "\n7\t"),
)


def test_reading(engine: quickjs.Context) -> None:
    given = [*_READ, *(numbers.number_text(one) for one in _drawn(1_000, 5))]
    for function, mine in (
        ("x => String(Number(x))", numbers.number_of_text),
        ("x => String(parseFloat(x))", numbers.parse_float),
        ("x => String(parseInt(x))", numbers.parse_int),
        ("x => String(parseInt(x, 16))", lambda text: numbers.parse_int(text, 16.0)),
        ("x => String(parseInt(x, 2))", lambda text: numbers.parse_int(text, 2.0)),
        ("x => String(parseInt(x, 1))", lambda text: numbers.parse_int(text, 1.0)),
    ):
        expected = _by_engine(engine, function, given)
        assert [numbers.number_text(mine(text)) for text in given] == expected


@pytest.mark.parametrize(
    ("number", "radix", "expected"),
    [
        (255.0, 16, "ff"),
        (-255.0, 2, "-11111111"),
        (0.0, 36, "0"),
        (-0.0, 2, "0"),
        (35.0, 36, "z"),
        (2.0**53, 2, "1" + "0" * 53),
        (1e21, 36, "5v1j4f4ds7c000"),
        (-161304845894623140.0, 15, "-57d374338db6a10"),
    ],
)
def test_another_radix(number: float, radix: int, expected: str) -> None:
    assert numbers.radix_text(number, radix) == expected


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        (2.0, 10.0, 1024.0),
        (2.0, -2.0, 0.25),
        (-2.0, 3.0, -8.0),
        (0.0, 0.0, 1.0),
        (math.nan, 0.0, 1.0),
        (9.0, 0.5, 3.0),
        (-0.0, 0.5, -0.0),
        (0.0, -1.0, math.inf),
        (-0.0, -1.0, -math.inf),
        (2.0, math.inf, math.inf),
        (0.5, math.inf, 0.0),
        (0.5, -math.inf, math.inf),
        (1e-200, -2.0, math.inf),
        (0.1, 6.0, 1.0000000000000006e-06),
        (2.0, 1e300, math.inf),
    ],
)
def test_powers_are_those_of_the_stated_multiplications(
    base: float, exponent: float, expected: float
) -> None:
    found = numbers.power(base, exponent)
    assert found is not None
    assert (found, math.copysign(1.0, found)) == (expected, math.copysign(1.0, expected))


def test_powers_that_engines_disagree_on_are_refused() -> None:
    assert numbers.power(2.0, 0.3) is None
    assert math.isnan(numbers.power(1.0, math.inf) or 0.0)
    assert math.isnan(numbers.power(-1.0, 0.5) or 0.0)
    assert math.isnan(numbers.power(2.0, math.nan) or 0.0)
