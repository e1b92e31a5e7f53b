#include "CZlib.h"

#if defined(__x86_64__)
#include <immintrin.h>

// A message's remainder modulo P = 0x104C11DB7 stays the same when 128 bits of it are replaced by what they
// are worth further on: their halves times x^n mod P. (Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel, 2009; bit-reflected, so each constant stands one bit up.)
static const uint64_t over64Bytes[2] = {0x154442bd4, 0x1c6e41596}; // x^(512+32), x^(512−32)
static const uint64_t over16Bytes[2] = {0x1751997d0, 0x0ccaa009e}; // x^(128+32), x^(128−32)
static const uint64_t over8Bytes[2] = {0x163cd6124, 0};            // x^64
static const uint64_t barrett[2] = {0x1db710641, 0x1f7011641};     // P, and x^64 divided by P

#define MULTIPLIER __attribute__((target("pclmul,sse4.1")))

MULTIPLIER static inline __m128i fold(__m128i sum, __m128i distance, __m128i next) {
  __m128i low = _mm_clmulepi64_si128(sum, distance, 0x00);
  __m128i high = _mm_clmulepi64_si128(sum, distance, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// `count` is at least 64 and a multiple of 16.
MULTIPLIER static uint32_t remainder_of(uint32_t sum, const unsigned char *bytes, size_t count) {
  const __m128i *next = (const __m128i *)bytes;
  // Four remainders at once, since each multiplication waits for the one before.
  __m128i a = _mm_xor_si128(_mm_loadu_si128(next), _mm_cvtsi32_si128((int)sum));
  __m128i b = _mm_loadu_si128(next + 1);
  __m128i c = _mm_loadu_si128(next + 2);
  __m128i d = _mm_loadu_si128(next + 3);
  __m128i distance = _mm_loadu_si128((const __m128i *)over64Bytes);
  for (next += 4, count -= 64; count >= 64; next += 4, count -= 64) {
    a = fold(a, distance, _mm_loadu_si128(next));
    b = fold(b, distance, _mm_loadu_si128(next + 1));
    c = fold(c, distance, _mm_loadu_si128(next + 2));
    d = fold(d, distance, _mm_loadu_si128(next + 3));
  }
  distance = _mm_loadu_si128((const __m128i *)over16Bytes);
  a = fold(fold(fold(a, distance, b), distance, c), distance, d);
  for (; count >= 16; next++, count -= 16) a = fold(a, distance, _mm_loadu_si128(next));

  // From 128 bits to 96, to 64, and by Barrett's reduction to 32.
  const __m128i lowWords = _mm_setr_epi32(-1, 0, -1, 0);
  a = _mm_xor_si128(_mm_srli_si128(a, 8), _mm_clmulepi64_si128(a, distance, 0x10));
  distance = _mm_loadu_si128((const __m128i *)over8Bytes);
  b = _mm_clmulepi64_si128(_mm_and_si128(a, lowWords), distance, 0x00);
  a = _mm_xor_si128(_mm_srli_si128(a, 4), b);
  distance = _mm_loadu_si128((const __m128i *)barrett);
  b = _mm_clmulepi64_si128(_mm_and_si128(a, lowWords), distance, 0x10);
  b = _mm_clmulepi64_si128(_mm_and_si128(b, lowWords), distance, 0x00);
  return (uint32_t)_mm_extract_epi32(_mm_xor_si128(a, b), 1);
}
#endif

uint32_t czlib_checksum(uint32_t sum, const unsigned char *bytes, size_t count) {
#if defined(__x86_64__)
  if (count >= 64 && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1")) {
    size_t whole = count & ~(size_t)15;
    sum = ~remainder_of(~sum, bytes, whole);
    bytes += whole;
    count -= whole;
  }
#endif
  // Asked without bytes, zlib would begin anew.
  return count > 0 ? (uint32_t)crc32_z(sum, bytes, count) : sum;
}
