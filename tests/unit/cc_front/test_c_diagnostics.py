"""Diagnostics of the C front end: tests/golden/diagnostics/*.c say beside each line what is expected there.

`// expect error: text`, `// expect warning [option]: text`; all errors and warnings of a chunk must be listed. Notes
(`// expect note: text`) are checked where they are listed. Chunks are separated by --- lines.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolchain.cc.front.check import check_types
from toolchain.cc.front.parse import parse
from toolchain.cc.front.preprocess import PreprocessOptions, preprocess
from toolchain.diagnostics import Diagnostic, DiagnosticError, Severity, SourceLines, render

FOLDER = Path(__file__).parents[2] / "golden" / "diagnostics"
_EXPECT = re.compile(r"// expect (error|warning|note)(?: ([\w-]+))?: (.*?)(?= // expect |$)")
Found = tuple[int, str, str, str]


def chunks() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("*.c")):
        for number, text in enumerate(re.split(r"^---\n", path.read_text(), flags=re.MULTILINE), 1):
            yield f"{path.stem}-{number}", text


def diagnose(text: str) -> list[Diagnostic]:
    """Return what the front end says about a source."""
    try:
        source = preprocess(text, "t.c", PreprocessOptions())
        return source.diagnostics + check_types(parse(source.tokens, "t.c"), "t.c")[1]
    except DiagnosticError as problem:
        return list(problem.diagnostics)


def expected(text: str, *, notes: bool) -> list[Found]:
    out: list[Found] = []
    for number, line in enumerate(text.splitlines(), 1):
        for kind, option, message in _EXPECT.findall(line):
            if (kind == "note") == notes:
                out.append((number, kind, option, message.strip()))
    return sorted(out)


def strip_expectations(text: str) -> str:
    return _EXPECT.sub("", text)


@pytest.mark.parametrize(("name", "text"), list(chunks()), ids=[name for name, _ in chunks()])
def test_diagnostics_are_those_the_file_expects(name: str, text: str) -> None:
    found = diagnose(strip_expectations(text))
    shown = sorted((each.span.line, each.severity.value, each.option, each.message) for each in found)
    assert shown == expected(text, notes=False), name
    notes = {(each.span.line, "note", "", each.message) for diagnostic in found for each in diagnostic.notes}
    assert set(expected(text, notes=True)) <= notes


@pytest.mark.parametrize(("name", "text"), list(chunks()), ids=[name for name, _ in chunks()])
def test_every_diagnostic_has_a_line_and_column_inside_the_source(name: str, text: str) -> None:
    lines = strip_expectations(text).splitlines()
    for each in diagnose(strip_expectations(text)):
        assert each.span.file == "t.c", name
        assert 1 <= each.span.line <= len(lines)
        assert 1 <= each.span.column <= len(lines[each.span.line - 1]) + 2


def test_the_caret_points_at_the_operator_and_the_note_at_the_declaration() -> None:
    text = "int f(int a);\nint g(struct s *p) {\n\treturn p + p + f(1, 2);\n}\n"
    sources = SourceLines()
    sources.add("t.c", text)
    assert render(diagnose(text), sources) == (
        "t.c:3:11: error: invalid operands to binary + (have 'struct s *' and 'struct s *')\n"
        "    3 | \treturn p + p + f(1, 2);\n"
        "      | \t         ^\n"
    )
    text = "int f(int a);\nint g(void) { return f(1, 2); }\n"
    sources.add("t.c", text)
    assert render(diagnose(text), sources) == (
        "t.c:2:22: error: too many arguments to function 'f'; expected 1, have 2\n"
        "    2 | int g(void) { return f(1, 2); }\n"
        "      |                      ^\n"
        "t.c:1:5: note: declared here\n"
        "    1 | int f(int a);\n"
        "      |     ^\n"
    )


def test_a_name_inside_a_macro_argument_is_marked_where_the_user_wrote_it() -> None:
    found = diagnose("#define TWICE(x) ((x) + (x))\nint f(void) { return TWICE(  nope); }\n")
    assert [str(each.span) for each in found] == ["t.c:2:30"]


def test_a_mistake_inside_a_macro_body_is_marked_at_the_use() -> None:
    found = diagnose("#define BAD nope\nint f(void) { return 1 + BAD; }\n")
    assert [str(each.span) for each in found] == ["t.c:2:26"]


def test_checking_goes_on_after_an_error_in_each_statement_and_declaration() -> None:
    text = "int f(void) {\n a;\n b;\n { c; }\n if (d) e;\n return g;\n}\nint h = i;\nint j(void) { return k; }\n"
    found = [each.message.split("'")[1] for each in diagnose(text) if each.severity is Severity.ERROR]
    assert found == ["a", "b", "c", "d", "e", "g", "i", "k"]


def test_deep_nesting_is_an_error_and_not_a_crash() -> None:
    found = diagnose("int x = " + "(" * 20000 + "1" + ")" * 20000 + ";\n")
    assert [each.message for each in found] == ["nested too deeply"]
