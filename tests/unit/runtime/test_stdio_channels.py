"""Streams and channels over mailboxes: which calls they make, and what programs get. The cases are in host/channels.c.

Expectations come from the promises of stdio.h and hsx_stdio.h; 4 is the first handle that a task's OPEN gives.
"""

from functools import cache

import pytest

from tests.unit.runtime.host_library import HostLibrary, run

DIGITS = "0123456789" * 13


@cache
def _program(library: HostLibrary, own_table: bool) -> str:
    name, options = ("channels_own", ("-DOWN_TABLE",)) if own_table else ("channels", ())
    return library.program(name, "channels.c", options=options)


@pytest.fixture
def calls(library: HostLibrary, request: pytest.FixtureRequest) -> list[str]:
    """What the case named by the test's parameter prints, line by line."""
    case = str(request.param)
    done = run([_program(library, case.startswith("own_")), case.removeprefix("own_")])
    assert done.returncode == 0, done.stdout
    return done.stdout.splitlines()


def case(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("calls", [name], indirect=True)


@case("lines")
def test_stdout_goes_out_line_by_line_and_the_rest_at_exit(calls: list[str]) -> None:
    assert calls == [
        "open svc:stdio.out 2",
        r"send_wait 4 [a1b\n] flags 1",
        r"send_wait 4 [cd\n] flags 1",
        "send_wait 4 [e] flags 1",
        "exit 3",
    ]


@case("errors_together")
def test_stderr_sends_each_call_at_once_as_one_message(calls: list[str]) -> None:
    assert calls == [
        "open svc:stdio.err 2",
        r"send_wait 4 [x 1 y\n] flags 2",
        r"send_wait 4 [plain\n] flags 2",
        r"send_wait 4 [file: No such file or directory\n] flags 2",
        r"send_wait 4 [No such file or directory\n] flags 2",
        "send_wait 4 [err] flags 2",
    ]


@case("long_write")
def test_long_write_is_split_into_what_a_default_mailbox_takes(calls: list[str]) -> None:
    assert calls == [
        "open svc:stdio.out 2",
        "send_wait 4: 130 bytes are too large",
        f"send_wait 4 [{DIGITS[:56]}] flags 1",
        f"send_wait 4 [{DIGITS[56:112]}] flags 1",
        f"send_wait 4 [{DIGITS[112:]}] flags 1",
        "= 130",
        f"send_wait 4 [{DIGITS[:56]}] flags 1",
        f"send_wait 4 [{DIGITS[56:60]}] flags 1",
        "= 60",
        "= 0",
    ]


@case("small_mailbox")
def test_mailbox_below_the_default_capacity_gets_halves(calls: list[str]) -> None:
    assert calls[1:5] == [
        "send_wait 4: 30 bytes are too large",
        "send_wait 4: 15 bytes are too large",
        "send_wait 4 [0123456] flags 1",
        "send_wait 4 [7890123] flags 1",
    ]
    assert calls[-1] == "= 30"


@case("tiny_mailbox")
def test_mailbox_that_takes_no_byte_is_an_error(calls: list[str]) -> None:
    assert calls[-1] == "= -4"


@case("large_buffer")
def test_text_without_newlines_goes_out_by_full_buffers(calls: list[str]) -> None:
    text = DIGITS * 4
    assert calls == ["open svc:stdio.out 2", f"send_wait 4 [{text[:512]}] flags 1", "= 2",
                     f"send_wait 4 [{text[512:]}] flags 1", "= 0"]


@case("drops")
def test_drop_policy_accepts_everything_and_counts_what_is_lost(calls: list[str]) -> None:
    assert [line for line in calls if line.startswith(("=", "dropped"))] == ["= 130", "dropped 74", "= 0", "dropped 79"]


@case("shortened")
def test_short_policy_says_how_much_was_accepted(calls: list[str]) -> None:
    assert [line for line in calls if line.startswith("=")] == ["= 56", "= -1", "= -1 error 1 errno 11"]
    assert not any("send_wait" in line for line in calls)


@case("blocked")
def test_block_policy_waits_as_long_as_its_timeout(calls: list[str]) -> None:
    assert calls.count("waited 20 ms") == 1
    assert [line for line in calls if line.startswith("=")] == ["= 56", "= 120", "= 120"]


@case("no_handle")
def test_channel_that_does_not_open_is_reported_by_every_layer(calls: list[str]) -> None:
    assert calls == ["open svc:stdio.in 1", "init -5", "open svc:stdio.out 2", "= -1 errno 24 error 1", "error 0",
                     "open svc:stdio.in 1", "read -5", "write -2"]


@case("asks_before_reading")
def test_prompt_goes_out_before_stdin_waits(calls: list[str]) -> None:
    assert calls == [
        "open svc:stdio.out 2",
        "send_wait 4 [name? ] flags 1",
        "open svc:stdio.in 1",
        "recv 5 max 512 timeout 65535",
        r"send_wait 4 [hello Ann\n] flags 1",
        "exit 0",
    ]


@case("reads")
def test_reading_crosses_messages_skips_hints_and_stays_at_the_end(calls: list[str]) -> None:
    assert [line for line in calls if not line.startswith("recv")] == [
        "open svc:stdio.in 1",
        "gets [one ]",
        "gets [two", "]",
        "gets [three", "]",
        "scanf 2 12 34",
        "getchar 10",
        "unget 82",
        "unget 42",
        "fread 3 [*Rrest]",
        "end 1 error 0",
        "getchar -1 gets 1 scanf -1 unget 122 getchar 122",
    ]


@case("long_scan")
def test_scanf_reads_a_number_that_two_messages_share(calls: list[str]) -> None:
    assert calls[-2:] == ["scanf 2 1234 abcd 11", "getchar [ ]"]


@case("times_out")
def test_input_timeout_is_an_error_and_no_end(calls: list[str]) -> None:
    assert calls == [
        "open svc:stdio.in 1",
        "recv 4 max 512 timeout 100",
        "getchar -1 errno 110 error 1 end 0",
        "recv 4 max 512 timeout 0",
        "read -3",
        "recv 4 max 512 timeout 100",
        "getc 107",
    ]


@case("held")
def test_rest_of_a_message_is_kept_for_the_next_read(calls: list[str]) -> None:
    assert [line for line in calls if not line.startswith("recv")] == [
        "open svc:stdio.in 1", "read 3 [abc]", "read 0", "getc d", "read 4 [efgh]", "read 0", "getc -1"]


@case("buffers")
def test_setvbuf_gives_buffers_and_takes_them_away(calls: list[str]) -> None:
    assert calls == [
        "= 0",
        "open svc:stdio.out 2",
        r"send_wait 4 [0123456789\n01234] flags 1",
        r"send_wait 4 [56789\n] flags 1",
        "= 0",
        r"send_wait 4 [1+2\n] flags 1",
        "send_wait 4 [x] flags 1",
        "= -1",
        "= 0",
        "open svc:stdio.err 2",
        r"send_wait 5 [not yet now\n] flags 2",
        "= 0",
        "open svc:stdio.in 1",
        "recv 6 max 512 timeout 65535",
        "getchar a",
        "getchar e",
    ]


@case("wrong_direction")
def test_stream_of_the_other_direction_fails_with_ebadf(calls: list[str]) -> None:
    assert calls == ["= -1 errno 9", "= 1 errno 9", "errors 1 1"]


@case("exits")
def test_exit_runs_functions_registered_meanwhile_and_flushes_last(calls: list[str]) -> None:
    assert calls[1:] == ["send_wait 4 [main,first,last,] flags 1", "exit 300"]


@case("quits")
def test_quick_end_flushes_nothing(calls: list[str]) -> None:
    assert calls == ["exit 4"]


@case("aborts")
def test_failed_assertion_names_its_place_and_aborts(calls: list[str]) -> None:
    assert calls == ["open svc:stdio.err 2", r"send_wait 4 [f.c:7: f: assertion `a == b' failed\n] flags 2", "exit 134"]


@case("v1_calls")
def test_v1_calls_answer_a_status(calls: list[str]) -> None:
    assert calls == [
        "open svc:stdio.out 2",
        "send_wait 4 [line] flags 1",
        r"send_wait 4 [\n] flags 1",
        "= 0",
        "send_wait 4 [oob] flags 4",
        "= 0",
        "open svc:stdio.in 1",
        "recv 5 max 512 timeout 0",
        "read 3 0",
        "recv 5 max 512 timeout 70",
        "read 0 2",
        "recv 5 max 512 timeout 70",
        "read 0 0",
    ]


@case("to_file")
def test_text_to_a_file_is_gathered(calls: list[str]) -> None:
    assert calls == ["fs_write 3 [abc-5]", "= 5", f"fs_write 3 [{'0' * 128}]", f"fs_write 3 [{'0' * 21}5]", "= 150",
                     "fs_write 3 [abc]", "= -28"]


@case("own_lines")
def test_app_that_defines_the_table_replaces_the_library_s(calls: list[str]) -> None:
    assert calls[:3] == ["bind app:screen 264 0", "open app:screen 2", r"send 4 [a1b\n] flags 1"]


@case("own_times_out")
def test_table_gives_the_input_s_name_and_set_policy_its_timeout(calls: list[str]) -> None:
    assert calls[:2] == ["open app:keys 1", "recv 4 max 512 timeout 100"]
