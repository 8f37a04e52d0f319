/*
 * Substring search in linear time and constant memory: the two-way algorithm of Crochemore and Perrin.
 *
 * The wanted bytes are cut at a critical position: there, the shortest repetition that fits both sides is the period of
 * the whole. So the right part is compared first, left to right, and a mismatch lets the window move past all that
 * matched; then the left part, and a mismatch there moves the window by a period.
 */
#include <string.h>

/*
 * Returns where the greatest suffix of `bytes` starts, in the order of bytes or (reversed) against it, and its period.
 * One of the two orders gives the critical position.
 */
static size_t greatest_suffix(const unsigned char *bytes, size_t count, int reversed, size_t *period)
{
    size_t best = 0, candidate = 1, matched = 0;

    *period = 1;
    while (candidate + matched < count) {
        unsigned char a = bytes[best + matched];
        unsigned char b = bytes[candidate + matched];
        if (a == b) {
            if (++matched == *period) {
                candidate += *period;
                matched = 0;
            }
        } else if ((a > b) != reversed) {
            candidate += matched + 1;
            matched = 0;
            *period = candidate - best;
        } else {
            best = candidate++;
            matched = 0;
            *period = 1;
        }
    }
    return best;
}

void *memmem(const void *bytes, size_t count, const void *wanted, size_t wanted_count)
{
    const unsigned char *window = bytes;
    const unsigned char *word = wanted;
    size_t period, other_period, cut, other_cut, remembered = 0;
    int repeats;

    if (wanted_count == 0)
        return (void *)window;
    if (wanted_count == 1)
        return memchr(bytes, *word, count);
    cut = greatest_suffix(word, wanted_count, 0, &period);
    other_cut = greatest_suffix(word, wanted_count, 1, &other_period);
    if (other_cut > cut) {
        cut = other_cut;
        period = other_period;
    }
    repeats = period + cut <= wanted_count && memcmp(word, word + period, cut) == 0;
    if (!repeats)
        period = (cut > wanted_count - cut ? cut : wanted_count - cut) + 1;

    while (count >= wanted_count) {
        size_t at = cut > remembered ? cut : remembered;
        size_t step;
        while (at < wanted_count && word[at] == window[at])
            at++;
        if (at < wanted_count) {
            step = at - cut + 1;
            remembered = 0;
        } else {
            at = cut;
            while (at > remembered && word[at - 1] == window[at - 1])
                at--;
            if (at <= remembered)
                return (void *)window;
            step = period;
            remembered = repeats ? wanted_count - period : 0; /* this much matches after the move */
        }
        window += step;
        count -= step;
    }
    return NULL;
}
