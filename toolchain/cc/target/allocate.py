"""Register allocation: linear scan over lifetime intervals, with splitting (after Wimmer and Moessenboeck, 2005).

Intervals are visited by start. Each gets a register that is free for all of it, or for its beginning (the rest is split
off and tried again later), or takes one from an interval whose next use is further away, or goes to memory until its
next use. A value is stored to memory once, right after its definition; constants are made again instead. Pairs take an
even register and the next. Hints keep copies, phis and arguments in one register, so that the moves vanish.
"""

from bisect import bisect_right
from heapq import heappop, heappush

from toolchain.cc.target.abi import CALLEE_SAVED
from toolchain.cc.target.lifetimes import NEVER, Interval, Lifetimes, find_lifetimes
from toolchain.cc.target.machine import MBlock, MFunction
from toolchain.cc.target.resolve import resolve_registers

_SAVE_COST = 2  # a push and a pop: what using one more callee-saved register costs


def allocate_registers(function: MFunction) -> None:
    """Replace virtual by physical registers, inserting moves, loads and stores; fills `saved` and the frame."""
    lifetimes = find_lifetimes(function)
    _Scan(function.blocks, lifetimes).run()
    resolve_registers(function, lifetimes)


class _Scan:
    """The scan over one function."""

    def __init__(self, blocks: list[MBlock], lifetimes: Lifetimes) -> None:
        self.fixed = lifetimes.fixed
        self.fixed_at = [0] * 16
        self.block_starts = [lifetimes.starts[block] for block in blocks]
        self.depths = [block.depth for block in blocks]
        self.active: list[Interval] = []
        self.inactive: list[Interval] = []
        self.waiting: list[tuple[int, int, Interval]] = []
        self.count = 0
        self.saved_in_use = [False] * 16
        for virtual in sorted(lifetimes.intervals):
            interval = lifetimes.intervals[virtual]
            interval.pieces.append(interval)
            self._wait(interval)

    def _wait(self, interval: Interval) -> None:
        self.count += 1
        heappush(self.waiting, (interval.start, self.count, interval))

    def run(self) -> None:
        """Give every interval a register or memory."""
        while self.waiting:
            current = heappop(self.waiting)[2]
            position = current.start
            self._advance(position)
            if not self._take_free(current, position):
                self._take_blocked(current, position)
            if current.register >= 0:
                self.active.append(current)
                for register in self._both(current):
                    self.saved_in_use[register] = True

    def _advance(self, position: int) -> None:
        active: list[Interval] = []
        inactive: list[Interval] = []
        for interval in (*self.active, *self.inactive):
            if interval.end > position:
                (active if interval.advance(position) else inactive).append(interval)
        self.active, self.inactive = active, inactive
        for register, ranges in enumerate(self.fixed):
            at = self.fixed_at[register]
            while at < len(ranges) and ranges[at][1] <= position:
                at += 1
            self.fixed_at[register] = at

    @staticmethod
    def _both(interval: Interval) -> tuple[int, ...]:
        return (interval.register, interval.register + 1) if interval.pair else (interval.register,)

    # ---- a free register -------------------------------------------------------------------------------------------

    def _take_free(self, current: Interval, position: int) -> bool:
        free = [_meet(ranges, self.fixed_at[r], current) if ranges else NEVER for r, ranges in enumerate(self.fixed)]
        for interval in self.active:
            for register in self._both(interval):
                free[register] = 0
        for interval in self.inactive:
            wanted = self._both(interval)
            if any(free[register] > position for register in wanted):
                meet = _meet(interval.ranges, interval.at, current)
                for register in wanted:
                    free[register] = min(free[register], meet)
        if current.pair:
            free = [min(free[r], free[r + 1]) if r % 2 == 0 else 0 for r in range(16)]
        register = self._choose(current, free)
        limit = free[register]
        if limit >= current.end:
            current.register = register
            return True
        if limit <= position + 1:
            if limit <= position or not current.uses or current.uses[0] != position:
                return False
            current.register = register  # used by this very instruction, in memory from then on
            self._to_memory(self._split(current, position + 1))
            return True
        if current.whole is not None and current.next_use(position) >= limit:
            self._to_memory(current)  # a register that is lost again before the next use is no help
            return True
        current.register = register
        self._wait(self._split(current, self._split_position(current, limit)))
        return True

    def _choose(self, current: Interval, free: list[int]) -> int:
        """The best register: a hinted one, one that is free long enough, the one free longest."""
        end = current.end
        hinted = [hint if isinstance(hint, int) else hint.register for hint in self._hints(current)]
        for register in hinted:
            if register >= 0 and free[register] >= end:
                return register
        enough = [r for r in range(16) if free[r] >= end]
        if enough:
            used = [r for r in enough if r not in CALLEE_SAVED or self.saved_in_use[r]]
            if used:
                return min(used, key=lambda r: (free[r], r))
            if self._worth_saving(current):
                return enough[0]
            free = [0 if r in CALLEE_SAVED and not self.saved_in_use[r] else free[r] for r in range(16)]
        best = max(range(16), key=lambda r: (free[r], -r))
        for register in hinted:
            if register >= 0 and free[register] == free[best]:
                return register
        return best

    @staticmethod
    def _hints(current: Interval) -> list["Interval | int"]:
        whole = current.whole
        return current.hints if whole is None else [*reversed(whole.pieces), *whole.hints]

    def _worth_saving(self, current: Interval) -> bool:
        """Whether one more callee-saved register costs less than going to memory and back."""
        whole = current.whole or current
        weight = 0
        for use in whole.uses:
            weight += 8 ** self.depths[bisect_right(self.block_starts, use) - 1]
            if weight > _SAVE_COST:
                return True
        return False

    # ---- a register in use -----------------------------------------------------------------------------------------

    def _take_blocked(self, current: Interval, position: int) -> None:
        blocked = [_meet(ranges, self.fixed_at[r], current) if ranges else NEVER for r, ranges in enumerate(self.fixed)]
        next_use = list(blocked)
        for interval in self.active:
            for register in self._both(interval):
                next_use[register] = min(next_use[register], interval.next_use(position))
        for interval in self.inactive:
            if _meet(interval.ranges, interval.at, current) < NEVER:
                for register in self._both(interval):
                    next_use[register] = min(next_use[register], interval.next_use(position))
        if current.pair:
            next_use = [min(next_use[r], next_use[r + 1]) if r % 2 == 0 else -1 for r in range(16)]
            blocked = [min(blocked[r], blocked[r + 1]) if r % 2 == 0 else -1 for r in range(16)]
        first = current.next_use(position)
        if first > position + 1 and not self._worth_saving(current):
            next_use = [-1 if r in CALLEE_SAVED and not self.saved_in_use[r] else next_use[r] for r in range(16)]
        register = max(range(16), key=lambda r: (next_use[r], self.saved_in_use[r], -r))
        if first > position + 1 and next_use[register] <= first:
            self._to_memory(current)
            return
        if next_use[register] <= position:
            self._to_memory(current)  # asserts that no register is needed here
            return
        current.register = register
        if blocked[register] < current.end:
            if blocked[register] <= position + 1:
                self._to_memory(self._split(current, position + 1))
            else:
                self._wait(self._split(current, self._split_position(current, blocked[register])))
        self._evict(current, position)

    def _evict(self, current: Interval, position: int) -> None:
        """Send the intervals that hold the register `current` takes to memory from here on."""
        taken = self._both(current)
        for group in (self.active, self.inactive):
            for interval in list(group):
                if not set(self._both(interval)) & set(taken):
                    continue
                if group is self.inactive and _meet(interval.ranges, interval.at, current) == NEVER:
                    continue
                group.remove(interval)
                if interval.start >= position:
                    interval.register = -1
                    self._to_memory(interval)
                    continue
                rest = self._split(interval, position)
                if rest.start > position or rest.next_use(position) == position:
                    self._wait(rest)
                else:
                    self._to_memory(rest)

    # ---- splitting -------------------------------------------------------------------------------------------------

    def _to_memory(self, interval: Interval) -> None:
        """Keep `interval` in memory up to its next use; the rest waits for a register."""
        use = interval.next_use(interval.start)
        assert use > interval.start + 1 - interval.start % 2, "a value that must be in a register now"
        (interval.whole or interval).spilled = True
        if use < NEVER:
            self._wait(self._split(interval, self._reload_position(interval, use)))

    def _reload_position(self, interval: Interval, use: int) -> int:
        """Where the value comes back: as late as possible, but in front of a loop rather than in it."""
        return self._shallowest(interval.start + 1, use, use - use % 2)

    def _split_position(self, interval: Interval, limit: int) -> int:
        """A position at most `limit`, after the last use before it, outside loops if possible."""
        low = interval.start + 1
        for use in interval.uses:
            if use >= limit:
                break
            low = max(low, use + 1)
        return self._shallowest(low, limit, max(limit - limit % 2, interval.start + 1))

    def _shallowest(self, low: int, high: int, default: int) -> int:
        """The start of the block of least loop depth in [low, high] (the last of them), if shallower than `default`."""
        starts, depths = self.block_starts, self.depths
        last = bisect_right(starts, high) - 1
        best, depth = default, depths[bisect_right(starts, default) - 1]
        while last > 0 and starts[last] >= low:
            shallow = min(depths[last - 1], depths[last])  # a loop header's start costs what comes in front of it
            if shallow < depth:
                best, depth = starts[last], shallow
            last -= 1
        return best

    def _split(self, interval: Interval, position: int) -> Interval:
        """Cut `interval` before `position`; returns the new second part."""
        whole = interval.whole or interval
        rest = Interval(interval.virtual, interval.pair, whole=whole, remake=whole.remake)
        before: list[list[int]] = []
        for start, end in interval.ranges:
            if end <= position:
                before.append([start, end])
            elif start >= position:
                rest.ranges.append([start, end])
            else:
                before.append([start, position])
                rest.ranges.append([position, end])
        assert before, "a cut lies behind the start"
        assert rest.ranges, "a cut lies before the end"
        interval.ranges = before
        interval.at = 0
        rest.uses = [use for use in interval.uses if use >= position]
        interval.uses = [use for use in interval.uses if use < position]
        whole.pieces.insert(whole.pieces.index(interval) + 1, rest)
        return rest


def _meet(ranges: list[list[int]], at: int, current: Interval) -> int:
    """First position that both `ranges` (from index `at`) and `current` hold, NEVER if none."""
    count, other, n = len(ranges), current.ranges, 0
    while at < count and n < len(other):
        start, end = ranges[at]
        mine_start, mine_end = other[n]
        if end <= mine_start:
            at += 1
        elif mine_end <= start:
            n += 1
        else:
            return max(start, mine_start)
    return NEVER
