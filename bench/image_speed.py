"""Measures the image reader: `python -m bench.image_speed`. Milliseconds of processor time, best of three.

A small image is read before, so that construct's compiler is told apart from the reading.
"""

import subprocess
import sys
import time

from hxe import abi
from hxe.format import read_image, write_image
from hxe.image import CommandSpec, Image, ImageSymbol, StackUse, ValueSpec


def flat_image() -> Image:
    """An image of the flat model with 80,000 bytes of code."""
    return Image(code=bytes(4 * 20_000), entry=4, data_base=abi.HSX_FLAT_DATA_BASE, isa=abi.Isa.FLAT | abi.Isa.INT)


def with_functions(count: int) -> Image:
    """With `count` symbols and as many stack uses."""
    image = flat_image()
    image.symbols = [ImageSymbol(f"function_{n}", 4 * n, 4) for n in range(count)]
    image.stack_use = [StackUse(4 * n, 16, 64) for n in range(count)]
    return image


def with_declarations(count: int) -> Image:
    """With `count` values, their rates, and as many commands."""
    image = flat_image()
    image.values = [ValueSpec(n >> 8, n & 0xFF, name=f"value_{n}", unit="m/s", rate_ms=100) for n in range(count)]
    image.commands = [CommandSpec(n >> 8, n & 0xFF, handler=4, name=f"command_{n}", help="do it") for n in range(count)]
    return image


def reading(data: bytes) -> float:
    """Milliseconds to read an image, the best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        read_image(data)
        times.append(time.process_time() - start)
    return 1000 * min(times)


def importing(module: str) -> float:
    """Milliseconds that a module costs beyond an empty Python, the best of five."""
    program = f"import time; start = time.process_time(); import {module}; print(time.process_time() - start)"
    return 1000 * min(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(5))


def main() -> None:
    print(f"{'import construct':45} {importing('construct'):6.1f} ms")
    print(f"{'import hxe.format, with construct':45} {importing('hxe.format'):6.1f} ms")
    cases = {
        "read 3,000 symbols and 3,000 stack uses": with_functions(3000),
        "read 20,000 symbols and 20,000 stack uses": with_functions(20_000),
        "read 2,000 values and 2,000 commands": with_declarations(2000),
    }
    read_image(write_image(with_functions(1)))
    read_image(write_image(with_declarations(1)))
    for name, image in cases.items():
        print(f"{name:45} {reading(write_image(image)):6.1f} ms")


if __name__ == "__main__":
    main()
