"""The preprocessor: the standard's own examples, places of tokens, conditions, includes, output."""

from pathlib import Path

import pytest

from toolchain.cc.front.preprocess import PreprocessOptions, preprocess, render, render_macros, tokens_of_preprocessed
from toolchain.diagnostics import DiagnosticError


def expanded(text: str, **options: object) -> str:
    """Return the expansion of a text, white space normalised to single blanks."""
    unit = preprocess(text, "t.c", PreprocessOptions(**options))  # type: ignore[arg-type]  # a short way to write options
    return " ".join(render(unit.tokens, markers=False).split())


def test_rescanning_follows_the_standards_example() -> None:
    text = """
#define x 3
#define f(a) f(x * (a))
#undef x
#define x 2
#define g f
#define z z[0]
#define h g(~
#define m(a) a(w)
#define w 0,1
#define t(a) a
#define p() int
#define q(x) x
#define r(x,y) x ## y
#define str(x) # x
f(y+1) + f(f(z)) % t(t(g)(0) + t)(1);
g(x+(3,4)-w) | h 5) & m
(f)^m(m);
p() i[q()] = { q(1), r(2,3), r(4,), r(,5), r(,) };
char c[2][6] = { str(hello), str() };
"""
    assert expanded(text) == (
        "f(2 * (y+1)) + f(2 * (f(2 * (z[0])))) % f(2 * (0)) + t(1); "
        "f(2 * (2+(3,4)-0,1)) | f(2 * (~ 5)) & f(2 * (0,1))^m(0,1); "
        'int i[] = { 1, 23, 4, 5, }; char c[2][6] = { "hello", "" };')


def test_stringizing_and_pasting_follow_the_standards_example() -> None:
    text = r"""
#define str(s) # s
#define xstr(s) str(s)
#define debug(s, t) printf("x" # s "= %d, x" # t "= %s", \
 x ## s, x ## t)
#define INCFILE(n) vers ## n
#define glue(a, b) a ## b
#define xglue(a, b) glue(a, b)
#define HIGHLOW "hello"
#define LOW LOW ", world"
debug(1, 2);
fputs(str(strncmp("abc\0d", "abc", '\4') // this goes away
 == 0) str(: @\n), s);
xstr(INCFILE(2).h)
glue(HIGH, LOW);
xglue(HIGH, LOW)
"""
    assert expanded(text) == (
        'printf("x" "1" "= %d, x" "2" "= %s", x1, x2); '
        r"""fputs("strncmp(\"abc\\0d\", \"abc\", '\\4') == 0" ": @\n", s); """
        '"vers2.h" "hello"; "hello" ", world"')


def test_placemarkers_and_variadic_macros_follow_the_standards_examples() -> None:
    assert expanded("#define t(x,y,z) x ## y ## z\nint j[] = { t(1,2,3), t(,4,5), t(6,,7), t(8,9,),"
                    " t(10,,), t(,11,), t(,,12), t(,,) };") == "int j[] = { 123, 45, 67, 89, 10, 11, 12, };"
    text = """#define debug(...) fprintf(stderr, __VA_ARGS__)
#define showlist(...) puts(#__VA_ARGS__)
#define report(test, ...) ((test)?puts(#test): printf(__VA_ARGS__))
debug("Flag"); debug("X = %d\\n", x); showlist(The first, second, and third items.); report(x>y, "x is %d", x);
"""
    assert expanded(text) == (
        'fprintf(stderr, "Flag"); fprintf(stderr, "X = %d\\n", x); puts("The first, second, and third items."); '
        '((x>y)?puts("x>y"): printf("x is %d", x));')


def test_hash_hash_hash_follows_the_standards_example() -> None:
    text = "#define hash_hash # ## #\n#define mkstr(a) # a\n#define in_between(a) mkstr(a)\n"
    text += "#define join(c, d) in_between(c hash_hash d)\nchar p[] = join(x, y);"
    assert expanded(text) == 'char p[] = "x ## y";'


def test_gnu_comma_swallowing() -> None:
    assert expanded('#define e(f, ...) p(f, ## __VA_ARGS__)\n#define n(f, a...) p(f, ## a)\ne("a"); e("b", 1); '
        'n("c");') == (
        'p("a"); p("b", 1); p("c");')


@pytest.mark.parametrize(("condition", "holds"), [
    ("1 + 2 * 3 == 7", True), ("-1 > 0u", True), ("-1 > 0", False), ("(2 || 1/0) && !(0 && 1/0)", True),
    ("1 ? 2 : (1/0)", True), ("0x7fffffffffffffff + 0 > 0", True), ("0xffffffffffffffff == -1", True),
    ("'a' == 97 && '\\n' == 10 && '\\377' < 0", True), ("defined X && defined(Y) && !defined Z", True), ("X == 3",
    True),
    ("undefined_name", False), ("1 << 40 >> 38 == 4", True), ("-7 / 2 == -3 && -7 % 2 == -1", True), ("(3, 4) == 4",
    None),
    ("0b101 == 5", True), ("~0u == 0xffffffffffffffffu", True), ("Y", None), ("__LINE__ == 3", True), ("+1 - -1 == 2",
    True),
])
def test_conditions(condition: str, holds: bool | None) -> None:  # a table of cases
    text = f"#define X 3\n#define Y\n#if {condition}\nyes\n#else\nno\n#endif\n"
    if holds is None:
        with pytest.raises(DiagnosticError):
            expanded(text)
    else:
        assert expanded(text) == ("yes" if holds else "no")


def test_groups_nest_and_elif_takes_the_first_that_holds() -> None:
    text = "#if 0\na\n#if 1\nb\n#endif\n#elif 1\nc\n#ifdef nope\nd\n#else\ne\n#endif\n#elif 1/0\nf\n#else\ng\n#endif\n"
    assert expanded(text) == "c e"


def test_tokens_stand_where_they_were_written() -> None:
    text = "int a = /* x\ny */ 1;\nlong\\\ner b; \tc\n"
    tokens = [(t.value, t.lineno, t.column) for t in preprocess(text, "t.c",
        PreprocessOptions()).tokens if t.value != "\n"]
    assert tokens == [("int", 1, 1), ("a", 1, 5), ("=", 1, 7), ("1", 2, 6), (";", 2, 7), ("longer", 3, 1), ("b", 4, 4),
                      (";", 4, 5), ("c", 4, 8)]


def test_line_directives_move_places() -> None:
    text = '#line 100 "other.c"\na __LINE__ __FILE__\n# 7 "third.c"\nb\n'
    unit = preprocess(text, "t.c", PreprocessOptions())
    assert [(t.value, t.source, t.lineno) for t in unit.tokens if t.value != "\n"] == [
        ("a", "other.c", 100), ("100", "other.c", 100), ('"other.c"', "other.c", 100), ("b", "third.c", 7)]


def test_includes_search_beside_the_file_then_the_folders(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "a.h").write_text('one_a\n#include "b.h"\n')
    (tmp_path / "one" / "b.h").write_text("one_b\n")
    (tmp_path / "two" / "b.h").write_text("two_b\n")
    (tmp_path / "two" / "c.h").write_text("#pragma once\nc __FILE__\n")
    (tmp_path / "two" / "d.h").write_text("#ifndef D\n#define D\nd\n#endif\n")
    folders = [str(tmp_path / "two"), str(tmp_path / "one")]
    text = '#include <b.h>\n#include "a.h"\n#define H <c.h>\n#include H\n#include "c.h"\n#include "d.h"\n'
    text += '#include "d.h"\n'
    unit = preprocess(text, "t.c", PreprocessOptions(include_dirs=folders))
    assert render(unit.tokens, markers=False).split() == ["two_b", "one_a", "one_b", "c", f'"{tmp_path}/two/c.h"', "d"]
    assert [Path(name).name for name, _ in unit.dependencies] == ["b.h", "a.h", "b.h", "c.h", "d.h"]


def test_a_file_that_includes_itself_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_text('#include "a.h"\n')
    with pytest.raises(DiagnosticError, match="nested more than 200 deep"):
        preprocess('#include "a.h"\n', "t.c", PreprocessOptions(include_dirs=[str(tmp_path)]))


def test_command_line_macros() -> None:
    assert expanded("A B C D", macros=[("D", "A"), ("D", "B=2 + 3"), ("D", "C(x)=x"), ("D", "D=1"), ("U",
        "D")]) == "1 2 + 3 C D"


def test_predefined_macros_tell_the_target() -> None:
    text = "__STDC__ __STDC_VERSION__ __CHAR_BIT__ __INT_MAX__ __LONG_LONG_MAX__ __SIZE_TYPE__ __SIZEOF_POINTER__"
    text += " __DATE__"
    assert expanded(text) == '1 201112L 8 2147483647 9223372036854775807LL unsigned int 4 "??? ?? ????"'


def test_the_date_follows_source_date_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86399")
    assert expanded("__DATE__ __TIME__") == '"Jan 1 1970" "23:59:59"'


def test_output_with_markers_reads_back_to_the_same_tokens(tmp_path: Path) -> None:
    (tmp_path / "a.h").write_text("struct s {\n  int a;\n};\n\n\n#define N(x) x - -x\n")
    text = '#include "a.h"\nint  f;\n\n\n\n\n\n\n\n\n\n\nint g = N(-1) - -N(2);\n'
    text += '#pragma hsx_mailbox(target="app:x")\nint h;\n'
    tokens = preprocess(text, "t.c", PreprocessOptions(include_dirs=[str(tmp_path)])).tokens
    again = tokens_of_preprocessed(render(tokens), "t.i")
    shape = [(t.value, t.source, t.lineno) for t in again if t.value != "\n"]
    assert shape == [(t.value, t.source, t.lineno) for t in tokens if t.value != "\n"]


def test_macro_listing() -> None:
    macros = preprocess("#define A 1\n#define F(x, ...) x __VA_ARGS__\n#define E\n", "t.c", PreprocessOptions()).macros
    assert render_macros(macros).splitlines()[-3:] == ["#define A 1", "#define F(x,...) x __VA_ARGS__", "#define E"]


def test_digraphs_and_trigraphs() -> None:
    assert expanded("%:define X <: :> <% %>\nX") == "[ ] { }"
    assert expanded("??=define X ??( ??)\nX", trigraphs=True) == "[ ]"
    assert expanded('"??)"') == '"??)"'
