"""Literals: the value and type of number constants, character constants and string literals.

Input: the spelling of tokens. Output: Python numbers and bytes with the C type the language gives them on this target
(int and long 32 bits, long long 64, wchar_t int, char16_t unsigned short, char32_t unsigned int; execution character
set UTF-8). Mistakes raise `LiteralError` with a message in the user's words; the caller knows the place. Warnings are
collected in the list the caller passes.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from toolchain.cc import ieee
from toolchain.cc.front.c_types import (
    CHAR,
    DOUBLE,
    FLOAT,
    INT,
    LDOUBLE,
    LLONG,
    LONG,
    UINT,
    ULLONG,
    ULONG,
    USHORT,
    WCHAR_T,
    FloatType,
    IntType,
)


class LiteralError(Exception):
    """A literal that means nothing; the text is the message for the user."""


_INTEGER = re.compile(
    r"(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)|(?P<octal>0[0-7]*)|(?P<decimal>[1-9][0-9]*))"
    r"(?P<suffix>[uU]?(?:ll|LL|[lL])?|(?:ll|LL|[lL])[uU])"
)
_FLOAT = re.compile(
    r"(?:(?P<whole>[0-9]*)\.?(?P<part>(?<=\.)[0-9]*)?(?:[eE](?P<power>[+-]?[0-9]+))?"
    r"|0[xX](?P<hex_whole>[0-9a-fA-F]*)\.?(?P<hex_part>(?<=\.)[0-9a-fA-F]*)?[pP](?P<binary>[+-]?[0-9]+))"
    r"(?P<suffix>[fFlL]?)"
)
_FLOAT_TYPES = {"": DOUBLE, "f": FLOAT, "l": LDOUBLE}
_FAR = 2000  # with such an exponent, and 4 more for each digit, a number is zero or infinite
_BASES = {"hex": 16, "binary": 2, "octal": 8, "decimal": 10}
# suffix in lower case, sorted: candidate types in the order of the standard; decimal constants skip the unsigned ones
_CANDIDATES: dict[str, tuple[IntType, ...]] = {
    "": (INT, UINT, LONG, ULONG, LLONG, ULLONG),
    "u": (UINT, ULONG, ULLONG),
    "l": (LONG, ULONG, LLONG, ULLONG),
    "lu": (ULONG, ULLONG),
    "ll": (LLONG, ULLONG),
    "llu": (ULLONG,),
}
_PREFIXES: dict[str, IntType] = {"": CHAR, "u8": CHAR, "L": WCHAR_T, "u": USHORT, "U": UINT}
_SIMPLE_ESCAPES = {
    "n": 10, "t": 9, "r": 13, "0": 0, "\\": 92, "'": 39, '"': 34, "?": 63, "a": 7, "b": 8, "f": 12, "v": 11, "e": 27,
}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+)|([0-7]{1,3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_small: dict[str, tuple[int, IntType]] = {}


def is_float(text: str) -> bool:
    """Whether a number token is a floating constant."""
    lower = text.lower()
    return "." in lower or ("p" if lower.startswith("0x") else "e") in lower


def integer(text: str, warnings: list[str]) -> tuple[int, IntType]:
    """Return value and type of an integer constant."""
    known = _small.get(text)
    if known is not None:
        return known
    match = _INTEGER.fullmatch(text)
    if match is None:
        raise LiteralError(_what_is_wrong(text))
    base = next(name for name in _BASES if match[name] is not None)
    value = int(match[base], _BASES[base])
    suffix = "".join(sorted(match["suffix"].lower()))
    for candidate in _CANDIDATES[suffix]:
        if value <= candidate.maximum and (candidate.signed or base != "decimal" or "u" in suffix):
            if len(_small) < 4096:
                _small[text] = value, candidate
            return value, candidate
    if value > ULLONG.maximum:
        warnings.append("integer constant is too large for its type")
        return ULLONG.wrap(value), ULLONG
    warnings.append("integer constant is so large that it is unsigned")
    return value, ULLONG


def _what_is_wrong(text: str) -> str:
    if re.fullmatch(r"0[0-9]+[uUlL]*", text):
        digit = next(each for each in text if each in "89")
        return f'invalid digit "{digit}" in octal constant'
    match = re.match(r"0[xX][0-9a-fA-F]+|0[bB][01]+|[0-9]+", text)
    suffix = text[match.end():] if match else text
    return f'invalid suffix "{suffix}" on integer constant'


def floating(text: str, warnings: list[str]) -> tuple[float, FloatType]:
    """Return value, rounded to its type, and type of a floating constant."""
    match = _FLOAT.fullmatch(text)
    if match is None:
        raise LiteralError(_what_is_wrong_with_float(text))
    type_ = _FLOAT_TYPES[match["suffix"].lower()]
    if match["binary"] is not None:
        whole, part, base, power = match["hex_whole"], match["hex_part"] or "", 16, match["binary"]
    else:
        whole, part, base, power = match["whole"], match["part"] or "", 10, match["power"] or "0"
    if not whole + part:
        raise LiteralError("no digits in floating constant")
    digits = int(whole + part, base)
    far = _FAR + 4 * len(whole + part)
    exponent = max(-far, min(far, int(power)))
    scale = Fraction(2 if base == 16 else 10) ** exponent / Fraction(base) ** len(part)
    value = ieee.nearest(digits * scale, type_.bytes)
    if value == float("inf"):
        warnings.append(f"floating constant exceeds range of '{type_.name}'")
    elif value == 0 and digits:
        warnings.append("floating constant truncated to zero")
    return value, type_


def _what_is_wrong_with_float(text: str) -> str:
    if re.fullmatch(r"0[xX][0-9a-fA-F.]+[fFlL]?", text):
        return "hexadecimal floating constants require an exponent"
    if text.count(".") > 1:
        return "too many decimal points in number"
    if re.search(r"[eEpP][+-]?(?![0-9+-])", text) or text[-1] in "+-":
        return "exponent has no digits"
    match = re.match(r"(?:0[xX][0-9a-fA-F.]+[pP][+-]?[0-9]+|[0-9.]+(?:[eE][+-]?[0-9]+)?)", text)
    return f'invalid suffix "{text[match.end():] if match else text}" on floating constant'


def character(text: str, warnings: list[str]) -> tuple[int, IntType]:
    """Return value and type of a character constant (`text` with its quotes and prefix)."""
    prefix, body = text[:-1].split("'", 1)
    if prefix == "u8":
        raise LiteralError("u8 character constants are not part of C11")
    element = _PREFIXES[prefix]
    units = _units(body, element, warnings)
    if element is not CHAR:
        if len(units) > 1:
            warnings.append("character constant too long for its type")
        return element.wrap(units[-1]), element
    if len(units) == 1:
        return CHAR.wrap(units[0]), INT
    warnings.append("multi-character character constant" if len(units) <= 4
                    else "character constant too long for its type")
    value = 0
    for unit in units:
        value = value << 8 | unit
    return INT.wrap(value), INT


def string(tokens: Sequence[str], warnings: list[str]) -> tuple[bytes, IntType]:
    """Return the content, terminating zero included, and the element type of adjacent string literals."""
    prefixes = [token[:token.index('"')] for token in tokens]
    wide = dict.fromkeys(prefix for prefix in prefixes if prefix)
    if len(wide) > 1:
        raise LiteralError("unsupported non-standard concatenation of string literals")
    element = _PREFIXES[next(iter(wide), "")]
    units: list[int] = []
    for prefix, token in zip(prefixes, tokens, strict=True):
        units += _units(token[len(prefix) + 1:-1], element, warnings)
    units.append(0)
    if element.size == 1:
        return bytes(units), element
    return b"".join(unit.to_bytes(element.size, "little") for unit in units), element


def _units(body: str, element: IntType, warnings: list[str]) -> list[int]:
    """Return the code units (unsigned) that the text between the quotes stands for."""
    if "\\" not in body and element is CHAR:
        return list(body.encode("utf-8", "surrogateescape"))
    units: list[int] = []
    position = 0
    while position < len(body):
        if body[position] != "\\":
            _encode(ord(body[position]), element, units)
            position += 1
            continue
        match = _ESCAPE.match(body, position)
        assert match is not None, "a backslash is followed by a character"
        position = match.end()
        _escape(match, element, units, warnings)
    return units


def _escape(match: re.Match[str], element: IntType, units: list[int], warnings: list[str]) -> None:
    hexadecimal, octal, short_name, long_name, simple = match.groups()
    if simple is not None:
        if simple == "x":
            raise LiteralError(r"\x used with no following hex digits")
        if simple in "uU":
            raise LiteralError("incomplete universal character name")
        if simple not in _SIMPLE_ESCAPES:
            warnings.append(f"unknown escape sequence: '\\{simple}'")
        units.append(_SIMPLE_ESCAPES.get(simple, ord(simple)))
    elif short_name or long_name:
        point = int(short_name or long_name, 16)
        if 0xD800 <= point <= 0xDFFF or point > 0x10FFFF:
            raise LiteralError(f"{match[0]} is not a valid universal character")
        _encode(point, element, units)
    else:
        value = int(hexadecimal, 16) if hexadecimal else int(octal, 8)
        if value >= 1 << (element.size * 8):
            warnings.append(f"{'hex' if hexadecimal else 'octal'} escape sequence out of range")
        units.append(value & ((1 << (element.size * 8)) - 1))


def _encode(point: int, element: IntType, units: list[int]) -> None:
    if element.size == 1:
        units += chr(point).encode("utf-8", "surrogateescape")
    elif element is USHORT and point > 0xFFFF:
        units += [0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF)]
    else:
        units.append(point)

