"""As much of JSON Schema as the schema of our events uses; an unknown keyword is an error, not a pass."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

Schema = Mapping[str, object]
Items = Sequence[object]
Parts = Mapping[str, Schema]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def faults(schema: Schema, value: object, where: str = "event") -> list[str]:
    """What `value` does wrong by `schema`, in words; empty when it fits."""
    found: list[str] = []
    for keyword in schema:
        if keyword == "type" and not _is_a(cast("str | list[str]", schema["type"]), value):
            return [f"{where} is no {schema['type']}"]
        found += _KEYWORDS[keyword](schema, value, where)
    return found


def _is_a(names: str | list[str], value: object) -> bool:
    if isinstance(value, bool):
        return False
    return any(isinstance(value, _TYPES[name]) for name in ([names] if isinstance(names, str) else names))


def _enum(schema: Schema, value: object, where: str) -> list[str]:
    return [] if value in cast("Items", schema["enum"]) else [f"{where} is not one of the known"]


def _const(schema: Schema, value: object, where: str) -> list[str]:
    return [] if value == schema["const"] else [f"{where} is not {schema['const']}"]


def _minimum(schema: Schema, value: object, where: str) -> list[str]:
    low = isinstance(value, int | float) and value < cast("float", schema["minimum"])
    return [f"{where} is below {schema['minimum']}"] if low else []


def _items(schema: Schema, value: object, where: str) -> list[str]:
    rule = cast("Schema", schema["items"])
    return [fault for item in cast("Items", value) for fault in faults(rule, item, f"{where}[]")]


def _min_items(schema: Schema, value: object, where: str) -> list[str]:
    return [f"{where} is too short"] if len(cast("Items", value)) < cast("int", schema["minItems"]) else []


def _max_items(schema: Schema, value: object, where: str) -> list[str]:
    return [f"{where} is too long"] if len(cast("Items", value)) > cast("int", schema["maxItems"]) else []


def _required(schema: Schema, value: object, where: str) -> list[str]:
    return [f"{where} lacks {name}" for name in cast("Items", schema["required"]) if name not in cast("Schema", value)]


def _properties(schema: Schema, value: object, where: str) -> list[str]:
    have = value if isinstance(value, dict) else {}
    parts = [(name, part) for name, part in cast("Parts", schema["properties"]).items() if name in have]
    return [fault for name, part in parts for fault in faults(part, have[name], f"{where}.{name}")]


def _additional(schema: Schema, value: object, where: str) -> list[str]:
    assert schema["additionalProperties"] is False, "the only use we know"
    known = cast("Parts", schema["properties"])
    return [f"{where} has an unknown {name}" for name in cast("Schema", value) if name not in known]


def _one_of(schema: Schema, value: object, where: str) -> list[str]:
    branches = [faults(branch, value, where) for branch in cast("Sequence[Schema]", schema["oneOf"])]
    fitting = sum(not branch for branch in branches)
    return [] if fitting == 1 else [f"{where} fits {fitting} of the branches"]


def _nothing(_schema: Schema, _value: object, _where: str) -> list[str]:
    return []


_KEYWORDS: dict[str, Callable[[Schema, object, str], list[str]]] = {
    "$schema": _nothing,
    "title": _nothing,
    "description": _nothing,
    "type": _nothing,
    "enum": _enum,
    "const": _const,
    "minimum": _minimum,
    "items": _items,
    "minItems": _min_items,
    "maxItems": _max_items,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "oneOf": _one_of,
}
