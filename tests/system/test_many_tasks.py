"""Several C apps in one system: what the mailbox rules promise when tasks are fast, slow, late, faulty or gone.

Each system is run twice; the two runs must give the same output and the same events, byte for byte.
"""

import json
from pathlib import Path

import pytest

from tests.system.commands import Done, built, command

HEAD = """
#include <hsx_exec.h>
#include <hsx_mailbox.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tasks")


def run(folder: Path, *words: str, stdin: bytes = b"") -> Done:
    """Run a system twice; the runs are the same."""
    first, second = (
        (command("hsx-run", "--events", f"events{n}", *words, folder=folder, stdin=stdin),
         (folder / f"events{n}").read_bytes())
        for n in range(2)
    )  # fmt: skip
    assert first == second
    return first[0]


def events(folder: Path, kind: str) -> list[dict[str, object]]:
    """The events of one type of the last run."""
    found = [json.loads(line) for line in (folder / "events0").read_text().splitlines()]
    return [event for event in found if event["type"] == kind]


PRODUCER = (
    HEAD
    + """
int main(int argc, char **argv)
{
    int box = hsx_mailbox_open("app:work", HSX_MBX_MODE_WRONLY);
    int blocked = 0;
    for (int n = 0; n < 200; n++) {
        if (hsx_mailbox_send(box, &n, sizeof n, 0, 0) == -HSX_MBX_STATUS_WOULDBLOCK) {
            blocked++;
            if (hsx_mailbox_send_wait(box, &n, sizeof n, 0, 0, HSX_MBX_TIMEOUT_INFINITE) != sizeof n)
                return 1;
        }
    }
    printf("blocked %s\\n", blocked >= 10 ? "often" : "seldom");
    return 0;
}
"""
)

CONSUMER = (
    HEAD
    + """
#pragma hsx_mailbox(target="app:work", capacity=64)
int main(void)
{
    int box = hsx_mailbox_open("app:work", HSX_MBX_MODE_RDONLY);
    for (int n = 0; n < 200; n++) {
        int got = -1;
        hsx_exec_sleep_ms(n % 7 == 0);
        if (hsx_mailbox_recv(box, &got, sizeof got, HSX_MBX_TIMEOUT_INFINITE, NULL) < 0 || got != n)
            return 1;
    }
    puts("all 200 in order");
    return 0;
}
"""
)


@pytest.mark.parametrize("quantum", ["1", "4096"])
def test_a_fast_producer_waits_for_room_and_nothing_is_lost(folder: Path, quantum: str) -> None:
    images = [built(folder, "consumer", CONSUMER), built(folder, "producer", PRODUCER)]
    done = run(folder, "--quantum", quantum, *images)
    assert done.status == 0
    assert sorted(done.out.splitlines()) == [b"all 200 in order", b"blocked often"]


def test_timeouts_poll_expire_and_lose_to_a_message_of_the_same_instant(folder: Path) -> None:
    waiter = (
        HEAD
        + """
    #pragma hsx_mailbox(target="app:t", capacity=64)
    int main(void)
    {
        char text[8];
        int box = hsx_mailbox_open("app:t", 0);
        struct hsx_mbx_recv_info info;
        printf("poll %d\\n", hsx_mailbox_recv(box, text, 8, HSX_MBX_TIMEOUT_POLL, &info));
        unsigned long long before = hsx_exec_time_us();
        printf("wait %d\\n", hsx_mailbox_recv(box, text, 8, 25, &info));
        unsigned long long took = hsx_exec_time_us() - before;
        printf("took %s\\n", took >= 25000 && took < 26000 ? "25 ms" : "another time");
        printf("late %d\\n", hsx_mailbox_recv(box, text, 8, 1000, &info));
        printf("length %d\\n", (int)info.length);
        return 0;
    }
    """
    )
    sender = (
        HEAD
        + """
    int main(void)
    {
        hsx_exec_sleep_ms(200);
        return hsx_mailbox_send(hsx_mailbox_open("app:t", 0), "abc", 3, 0, 0) != 3;
    }
    """
    )
    done = run(folder, built(folder, "waiter", waiter), built(folder, "sender", sender))
    assert done.status == 0
    assert done.out.decode().splitlines() == ["poll -3", "wait -7", "took 25 ms", "late 0", "length 3"]


def test_a_task_that_faults_lets_the_others_go_on(folder: Path) -> None:
    victim = (
        HEAD
        + """
    int main(void)
    {
        int box = hsx_mailbox_open("app:shared-work", 0);
        hsx_mailbox_send(box, "last words", 10, 0, 0);
        hsx_exec_sleep_ms(5);
        *(volatile int *)4 = 1;
        return 0;
    }
    """
    )
    waiter = (
        HEAD
        + """
    #pragma hsx_mailbox(target="app:shared-work", capacity=64)
    int main(void)
    {
        char text[32];
        int box = hsx_mailbox_open("app:shared-work", 0);
        hsx_exec_sleep_ms(10);
        int length = hsx_mailbox_recv_basic(box, text, sizeof text);
        printf("%.*s\\n", length, text);
        printf("%d\\n", hsx_mailbox_recv(box, text, sizeof text, 20, NULL));
        return 0;
    }
    """
    )
    done = run(folder, built(folder, "waits", waiter), built(folder, "victim", victim))
    assert done.status == 126  # another one faulted, and the first ended with 0
    assert done.out == b"last words\n-7\n"
    assert done.err.startswith("hsx-run: task 2 (victim) faulted: MEM_FAULT at ")


def test_when_the_last_sender_is_gone_the_system_is_stalled_and_says_so(folder: Path) -> None:
    waiter = (
        HEAD
        + """
    int main(void)
    {
        char text[8];
        return hsx_mailbox_recv(hsx_mailbox_open("app:never", 0), text, 8, HSX_MBX_TIMEOUT_INFINITE, NULL);
    }
    """
    )
    done = run(folder, built(folder, "forever", waiter), built(folder, "quick", "int main(void) { return 0; }\n"))
    assert done.status == 125
    assert done.messages == [
        "hsx-run: stalled: every task waits and nothing will wake one",
        "hsx-run:   task 1 (forever) waits to receive on app:never (handle 4) for ever",
    ]


def test_a_message_of_no_bytes_wakes_a_reader(folder: Path) -> None:
    reader = (
        HEAD
        + """
    #pragma hsx_mailbox(target="app:hint", capacity=64)
    int main(void)
    {
        char text[8];
        int box = hsx_mailbox_open("app:hint", 0);
        printf("%d\\n", hsx_mailbox_recv(box, text, 8, HSX_MBX_TIMEOUT_INFINITE, NULL));
        return 0;
    }
    """
    )
    hinter = (
        HEAD
        + """
    int main(void)
    {
        int box = hsx_mailbox_open("app:hint", 0);
        hsx_exec_sleep_ms(1);
        printf("%d\\n", hsx_mailbox_send(box, "", 0, 0, 0));
        return 0;
    }
    """
    )
    done = run(folder, built(folder, "reader", reader), built(folder, "hinter", hinter))
    assert (done.status, sorted(done.out.split())) == (0, [b"0", b"0"])


FAN_READER = (
    HEAD
    + """
int main(int argc, char **argv)
{
    int box = hsx_mailbox_open("app:news", HSX_MBX_MODE_RDONLY);
    int seen = 0, overrun = 0;
    for (;;) {
        int number;
        struct hsx_mbx_recv_info info;
        if (PAUSE)
            hsx_exec_sleep_ms(PAUSE);
        if (hsx_mailbox_recv(box, &number, sizeof number, 200, &info) < 0)
            break;
        seen++;
        overrun += (info.flags & HSX_MBX_FLAG_OVERRUN) != 0;
    }
    printf("%s saw %s, %s\\n", PAUSE ? "slow" : "fast", seen == 100 ? "all" : "some", overrun ? "told" : "no loss");
    return 0;
}
"""
)

FAN_SENDER = (
    HEAD
    + """
#pragma hsx_mailbox(target="app:news", capacity=96, mode="RDWR|MODE")
int main(void)
{
    int box = hsx_mailbox_open("app:news", HSX_MBX_MODE_WRONLY);
    for (int n = 0; n < 100; n++) {
        hsx_exec_sleep_ms(1);
        while (hsx_mailbox_send(box, &n, sizeof n, 0, 0) == -HSX_MBX_STATUS_WOULDBLOCK)
            hsx_exec_sleep_ms(1);
    }
    return 0;
}
"""
)


@pytest.mark.parametrize(
    ("mode", "slow"), [("FANOUT_DROP", b"slow saw some, told"), ("FANOUT_BLOCK", b"slow saw all, no loss")]
)
def test_fan_out_with_a_slow_reader(folder: Path, mode: str, slow: bytes) -> None:
    images = [
        built(folder, f"sender-{mode}", FAN_SENDER.replace("RDWR|MODE", f"RDWR|{mode}")),
        built(folder, "fast", FAN_READER, "-DPAUSE=0"),
        built(folder, "slow", FAN_READER, "-DPAUSE=5"),
    ]
    done = run(folder, *images)
    assert done.status == 0
    assert sorted(done.out.splitlines()) == [b"fast saw all, no loss", slow]


def test_messages_outlive_their_sender_and_unread_ones_their_reader_not(folder: Path) -> None:
    sender = (
        HEAD
        + """
    int main(void)
    {
        int box = hsx_mailbox_open("app:left", 0);
        return hsx_mailbox_send(box, "one", 3, 0, 0) + hsx_mailbox_send(box, "two", 3, 0, 0) - 6;
    }
    """
    )
    late = (
        HEAD
        + """
    int main(void)
    {
        char text[8];
        hsx_exec_sleep_ms(50);
        int box = hsx_mailbox_open("app:left", 0);
        int length = hsx_mailbox_recv_basic(box, text, 8);
        printf("%.*s\\n", length, text);
        return 0;   /* "two" stays unread */
    }
    """
    )
    done = run(folder, built(folder, "early", sender), built(folder, "late", late), "--stats=json")
    assert (done.status, done.out) == (0, b"one\n")


def test_a_flood_of_output_from_three_tasks_arrives_whole(folder: Path) -> None:
    flood = (
        HEAD
        + """
    int main(int argc, char **argv)
    {
        for (int n = 0; n < 400; n++)
            fprintf(n % 4 ? stdout : stderr, "%d %d a line of some length\\n", hsx_exec_getpid(), n);
        return 0;
    }
    """
    )
    image = built(folder, "flood", flood)
    done = run(folder, "--quantum", "100", image, image, image)
    assert done.status == 0
    for pid in (1, 2, 3):
        mine = [line for line in done.out.decode().splitlines() if line.startswith(f"{pid} ")]
        assert mine == [f"{pid} {n} a line of some length" for n in range(400) if n % 4]
        mine = [line for line in done.err.splitlines() if line.startswith(f"{pid} ")]
        assert mine == [f"{pid} {n} a line of some length" for n in range(0, 400, 4)]


def test_twenty_tasks_pass_a_ball(folder: Path) -> None:
    player = (
        HEAD
        + """
    int main(int argc, char **argv)
    {
        char mine[16], next[16];
        int pid = hsx_exec_getpid(), ball;
        sprintf(mine, "shared:p%d", pid);
        sprintf(next, "shared:p%d", pid % 20 + 1);
        int from = hsx_mailbox_open(mine, 0), to = hsx_mailbox_open(next, 0);
        if (pid == 1) {
            ball = 0;
            hsx_mailbox_send(to, &ball, sizeof ball, 0, 0);
        }
        for (int round = 0; round < 10; round++) {
            hsx_mailbox_recv(from, &ball, sizeof ball, HSX_MBX_TIMEOUT_INFINITE, NULL);
            ball++;
            if (pid != 1 || round < 9)
                hsx_mailbox_send(to, &ball, sizeof ball, 0, 0);
        }
        if (pid == 1)
            printf("%d passes\\n", ball);
        return 0;
    }
    """
    )
    done = run(folder, *[built(folder, "player", player)] * 20)
    assert (done.status, done.out) == (0, b"200 passes\n")
    assert len(events(folder, "mailbox_send")) >= 200


def test_input_goes_to_whoever_asks_and_everyone_gets_its_end(folder: Path) -> None:
    asks = (
        HEAD
        + """
    int main(void)
    {
        char line[64];
        int lines = 0;
        while (fgets(line, sizeof line, stdin)) {
            lines++;
            hsx_exec_yield();
        }
        printf("%d\\n", lines);
        return lines;
    }
    """
    )
    image = built(folder, "asks", asks)
    done = run(folder, image, image, stdin=b"".join(b"line %d\n" % n for n in range(31)))
    assert sum(int(word) for word in done.out.split()) == 31


def test_a_task_may_not_leave_its_folder(folder: Path) -> None:
    thief = (
        HEAD
        + """
    #include <hsx_fs.h>
    int main(void)
    {
        static const char *const paths[] = {
            "../secret", "/etc/passwd", "link/secret", "deep/../../secret", "", "outside"
        };
        for (int n = 0; n < 6; n++)
            printf("%d\\n", hsx_fs_open(paths[n], HSX_FS_O_RDONLY));
        return 0;
    }
    """
    )
    (folder / "secret").write_text("secret")
    files = folder / "files"
    files.mkdir(exist_ok=True)
    for name, target in (("link", ".."), ("outside", "../secret")):
        (files / name).unlink(missing_ok=True)
        (files / name).symlink_to(target)
    done = run(folder, "--fs", "files", built(folder, "thief", thief))
    assert done.status == 0
    assert all(int(word) < 0 for word in done.out.split())
