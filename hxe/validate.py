"""Lists everything that is wrong with an image, for tools that check images instead of running them.

The rules are those of hxe.format and hxe.rules; an image without faults here is one that `read_image` accepts.
"""

from hxe.faults import ImageFault
from hxe.format import examine_image


def faults(data: bytes) -> list[ImageFault]:
    """Every fault of the image in `data`, in the order of the checks."""
    found: list[ImageFault] = []
    examine_image(data, lambda offset, message: found.append(ImageFault(offset, message)))
    return found
