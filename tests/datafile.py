"""Reads golden files: cases of `[case name]`, an input, and sections like `[out]` with what is expected.

    [case a_sentence_about_it]
    input lines
    [out]
    expected lines

The reader knows nothing of the subject. With HSX_UPDATE_GOLDEN=1 a test writes what it got instead of comparing; the
difference is then reviewed.
"""

import difflib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = re.compile(r"^\[(case )?([\w. -]+)\]\n", re.MULTILINE)


@dataclass(slots=True)
class Case:
    """One case: its input and its named sections; blank lines at the end of each are not part of it."""

    name: str
    text: str
    sections: dict[str, str] = field(default_factory=dict)


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a golden file in order."""
    parts = _HEAD.split(path.read_text(encoding="utf-8"))
    cases: list[Case] = []
    for is_case, name, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        body = text.rstrip("\n") + "\n" if text.strip("\n") else ""
        if is_case:
            cases.append(Case(name, body))
        else:
            cases[-1].sections[name] = body
    return cases


def check_case(path: Path, case: Case, section: str, found: str) -> None:
    """Compare `found` with a section of the case, or store it there under HSX_UPDATE_GOLDEN=1."""
    if os.environ.get("HSX_UPDATE_GOLDEN") == "1" and case.sections.get(section) != found:
        cases = read_cases(path)
        next(each for each in cases if each.name == case.name).sections[section] = found
        path.write_text("\n".join(_written(each) for each in cases), encoding="utf-8")
        return
    expected = case.sections.get(section, "")
    lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="")
    assert found == expected, f"{path.name}: {case.name}\n" + "\n".join(lines)


def _written(case: Case) -> str:
    return f"[case {case.name}]\n{case.text}" + "".join(f"[{name}]\n{text}" for name, text in case.sections.items())
