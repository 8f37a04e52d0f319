"""Measures mailboxes: `python -m bench.mailbox_speed [thousands of messages, default 20]`.

A pair is one message sent and received. First the manager alone, then two C apps on the emulator, where every message
also costs the apps' instructions, two system calls and the scheduler. Processor time, best of three.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from emulator.executive.executive import Options, System
from emulator.executive.loader import Program
from emulator.executive.report import Reason
from emulator.host.console import DirectOutput, Interrupts
from emulator.host.inbox import Inbox
from emulator.mailbox.manager import MailboxManager
from emulator.mailbox.results import Opened, Received, Sent
from hxe.abi import MbxMode
from hxe.format import load_image
from hxe.image import Image

SENDER = """
#include <hsx_mailbox.h>
enum { capacity_ = CAPACITY };
#pragma hsx_mailbox(target="app:pairs", capacity=capacity_, mode="RDWR")
int main(void)
{
    int out = hsx_mailbox_open("app:pairs", HSX_MBX_MODE_WRONLY);
    unsigned message[2] = { 0, 0 };
    for (message[0] = 1; message[0] <= COUNT; message[0]++)
        if (hsx_mailbox_send_wait(out, message, sizeof message, 0, 0, HSX_MBX_TIMEOUT_INFINITE) < 0)
            return 1;
    return 0;
}
"""
RECEIVER = """
#include <hsx_mailbox.h>
int main(void)
{
    int in = hsx_mailbox_open("app:pairs", HSX_MBX_MODE_RDONLY);
    unsigned message[2] = { 0, 0 };
    while (message[0] < COUNT)
        if (hsx_mailbox_recv(in, message, sizeof message, HSX_MBX_TIMEOUT_INFINITE, 0) < 0)
            return 1;
    return 0;
}
"""


def best(work: Callable[[], float]) -> float:
    """The shortest of three runs, in seconds."""
    return min(work() for _ in range(3))


def manager_alone(count: int) -> float:
    manager = MailboxManager()
    writer = manager.open(1, b"app:pairs", MbxMode.WRONLY)
    reader = manager.open(2, b"app:pairs", MbxMode.RDONLY)
    assert isinstance(writer, Opened), writer
    assert isinstance(reader, Opened), reader
    start = time.process_time()
    for _ in range(count):
        sent = manager.send(1, writer.handle, b"12345678")
        received = manager.recv(2, reader.handle, 8)
    seconds = time.process_time() - start
    assert isinstance(sent, Sent), sent
    assert isinstance(received, Received), received
    return seconds


def built(text: str, folder: str, **macros: int) -> Image:
    source = Path(folder) / "app.c"
    source.write_text(text)
    defines = [f"-D{name}={value}" for name, value in macros.items()]
    subprocess.run([Path(sys.executable).parent / "hsx-cc", "-O2", *defines, "app.c", "-o", "app.hxe"],
                   check=True, cwd=folder)
    return load_image(str(source.with_suffix(".hxe")))


def two_apps(images: list[Image]) -> float:
    inbox = Inbox()
    system = System(Options(DirectOutput(1, 2, Interrupts(inbox)), inbox=inbox))
    for number, image in enumerate(images):
        system.load(Program(image, f"app{number}.hxe"))
    start = time.process_time()
    report = system.run()
    seconds = time.process_time() - start
    assert report.reason is Reason.ENDED, report
    assert report.status == 0, report
    return seconds


def main() -> None:
    count = int(float(sys.argv[1] if len(sys.argv) > 1 else 20) * 1000)
    print(f"{'manager alone':36} {count / best(partial(manager_alone, count)):10,.0f} pairs/s")
    with tempfile.TemporaryDirectory() as folder:
        for name, capacity in (("two apps, a queue of one message", 16), ("two apps, a queue of 64 messages", 1024)):
            images = [built(text, folder, COUNT=count, CAPACITY=capacity) for text in (RECEIVER, SENDER)]
            print(f"{name:36} {count / best(partial(two_apps, images)):10,.0f} pairs/s")


if __name__ == "__main__":
    main()
