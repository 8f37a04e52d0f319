"""Addressing modes: what folds into a load or store, and how far the offsets reach."""

import pytest

from toolchain.cc.ir.ops import Addr, Const, Ins, Value
from toolchain.cc.target.address import LOADS, STORES, Mode, match_address
from toolchain.cc.target.machine import FrameObject, FrameRef, Sym

WORD, WIDE = LOADS[4, False], STORES[8]
BASE, INDEX = Ins("load", "i32", [], 1), Ins("load", "i32", [], 2)


def number(value: int) -> Const:
    return Const("i32", value & 0xFFFFFFFF)


def add(left: Value, right: Value) -> Ins:
    return Ins("add", "i32", [left, right], 3)


def shifted(value: Value, by: int) -> Ins:
    return Ins("shl", "i32", [value, number(by)], 4)


@pytest.mark.parametrize(("offset", "folds"), [(2047, True), (2048, False), (-2048, True), (-2049, False)])
def test_an_offset_folds_into_a_plain_address_if_it_has_twelve_bits(offset: int, folds: bool) -> None:
    found = match_address(BASE, offset, WORD, {}, lambda _: True)
    assert found.mode is Mode.BASE
    assert (found.values == (BASE,)) == folds
    assert found.imms == ((offset,) if folds else (0,))


@pytest.mark.parametrize(("offset", "folds"), [(511, True), (512, False), (-512, True), (-513, False)])
def test_an_offset_folds_into_an_indexed_address_if_it_has_ten_bits(offset: int, folds: bool) -> None:
    found = match_address(add(BASE, INDEX), offset, WORD, {}, lambda _: True)
    assert (found.mode is Mode.INDEXED) == folds
    assert not folds or found.imms == (0, offset)


@pytest.mark.parametrize(("amount", "scale"), [(1, 1), (2, 2), (3, 3), (4, 0)])
def test_an_index_is_scaled_by_up_to_eight(amount: int, scale: int) -> None:
    found = match_address(add(BASE, shifted(INDEX, amount)), 4, WORD, {}, lambda _: True)
    assert found.mode is Mode.INDEXED
    assert found.imms == (scale, 4)
    assert (found.values[1] is INDEX) == bool(scale)


def test_the_scaled_side_is_the_index_on_either_side() -> None:
    found = match_address(add(shifted(INDEX, 2), BASE), 0, WORD, {}, lambda _: True)
    assert found.values == (BASE, INDEX)


def test_constant_additions_gather_in_the_offset() -> None:
    found = match_address(add(add(BASE, number(-8)), number(100)), 4, WORD, {}, lambda _: True)
    assert (found.values, found.imms) == ((BASE,), (96,))


def test_an_addition_that_others_need_too_is_not_repeated() -> None:
    whole = add(BASE, INDEX)
    assert match_address(whole, 4, WORD, {}, lambda _: False).values == (whole,)


def test_a_symbol_with_offset_is_an_absolute_address_where_there_is_one() -> None:
    found = match_address(add(Addr("table", 4), number(8)), 2, WORD, {}, lambda _: True)
    assert (found.mode, found.imms) == (Mode.ABSOLUTE, (Sym("table", 14),))
    assert match_address(Addr("table", 4), 2, WIDE, {}, lambda _: True).mode is Mode.BASE


def test_pairs_have_no_indexed_form() -> None:
    assert match_address(add(BASE, INDEX), 0, WIDE, {}, lambda _: True).mode is Mode.BASE


def test_a_local_is_reached_from_the_stack_pointer_within_its_bounds() -> None:
    slot = Ins("slot", "i32", [], 5)
    slot.size = 16
    home = FrameObject(16)
    found = match_address(slot, 12, WORD, {slot: home}, lambda _: True)
    assert (found.mode, found.imms) == (Mode.STACK, (FrameRef(home, 12),))
    assert match_address(slot, 16, WORD, {slot: home}, lambda _: True).mode is Mode.BASE
