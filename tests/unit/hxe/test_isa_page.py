"""docs/isa.md follows the rows."""

from hxe import isa_doc
from hxe.isa import ROWS


def test_the_page_follows_the_rows() -> None:
    assert isa_doc.render() == isa_doc.PAGE.read_text(), "run python -m hxe.isa_doc"


def test_the_page_has_every_instruction_once() -> None:
    page = isa_doc.render()
    for row in ROWS:
        operands = ", ".join(operand.text for operand in row.operands)
        assert page.count(f"| `{f'{row.name} {operands}'.strip()}` |") == 1


def test_the_bits_of_a_row_are_listed_from_the_top() -> None:
    rows = {row.name: isa_doc._bits(row) for row in ROWS}
    assert rows["ADD"] == "10 a b c -"
    assert rows["ST"] == "03 - b c s12"
    assert rows["LDX"] == "B5 a b c sh s10"
    assert rows["ADDF"] == "EE a b c - fn=00"
    assert rows["BR"] == "DB s24"
