// expect: 0
// stdout: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
// stdout: 00000000
// stdout: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
// stdout: 352441c2
// stdout: 248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1
// stdout: 171a3f5f
// stdout: d87970c2c858b3fec7f88413dc507add5200b8a2df6fc33e6cc8be7b618180e6
// stdout: cd46636a
/* SHA-256 and CRC-32, as applications write them. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
    size_t used;
};

static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define ROTATE(x, n) ((x) >> (n) | (x) << (32 - (n)))

static void start(struct sha256 *s)
{
    static const struct sha256 fresh = {.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
        0x1f83d9ab, 0x5be0cd19}};

    *s = fresh;
}

static void mix(struct sha256 *s)
{
    uint32_t w[64], v[8];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)s->block[4 * i] << 24 | s->block[4 * i + 1] << 16 | s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + w[i - 7] + (ROTATE(w[i - 15], 7) ^ ROTATE(w[i - 15], 18) ^ w[i - 15] >> 3)
            + (ROTATE(w[i - 2], 17) ^ ROTATE(w[i - 2], 19) ^ w[i - 2] >> 10);
    memcpy(v, s->state, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t a = v[7] + (ROTATE(v[4], 6) ^ ROTATE(v[4], 11) ^ ROTATE(v[4], 25)) + ((v[4] & v[5]) ^ (~v[4] & v[6]))
            + round_constants[i] + w[i];
        uint32_t b = (ROTATE(v[0], 2) ^ ROTATE(v[0], 13) ^ ROTATE(v[0], 22))
            + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += a;
        v[0] = a + b;
    }
    for (int i = 0; i < 8; i++)
        s->state[i] += v[i];
}

static void add(struct sha256 *s, const void *data, size_t size)
{
    const uint8_t *from = data;

    s->length += (uint64_t)size * 8;
    while (size--) {
        s->block[s->used++] = *from++;
        if (s->used == sizeof s->block)
            mix(s), s->used = 0;
    }
}

static void finish(struct sha256 *s)
{
    uint64_t length = s->length;
    uint8_t end[8];

    add(s, "\x80", 1);
    while (s->used != 56)
        add(s, "", 1);
    for (int i = 0; i < 8; i++)
        end[i] = (uint8_t)(length >> (56 - 8 * i));
    add(s, end, 8);
    for (int i = 0; i < 8; i++)
        printf("%08x", (unsigned)s->state[i]);
    printf("\n");
}

static uint32_t crc32(uint32_t crc, const void *data, size_t size)
{
    static uint32_t table[256];
    const uint8_t *from = data;

    if (!table[1])
        for (uint32_t n = 0; n < 256; n++) {
            uint32_t c = n;
            for (int k = 0; k < 8; k++)
                c = c & 1 ? 0xEDB88320 ^ c >> 1 : c >> 1;
            table[n] = c;
        }
    crc = ~crc;
    while (size--)
        crc = table[(crc ^ *from++) & 0xFF] ^ crc >> 8;
    return ~crc;
}

int main(void)
{
    static const char *const texts[] = {"", "abc", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"};
    struct sha256 s;
    char data[1000];

    for (int n = 0; n < 3; n++) {
        start(&s);
        add(&s, texts[n], strlen(texts[n]));
        finish(&s);
        printf("%08x\n", (unsigned)crc32(0, texts[n], strlen(texts[n])));
    }
    for (int n = 0; n < 1000; n++)
        data[n] = (char)(n * n >> 3);
    start(&s);
    for (int n = 0; n < 1000; n += 125)
        add(&s, data + n, 125);
    finish(&s);
    printf("%08x\n", (unsigned)crc32(crc32(0, data, 333), data + 333, 667));
    return 0;
}
