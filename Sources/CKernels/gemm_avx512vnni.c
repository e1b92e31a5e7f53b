// AVX-512 VNNI: unsigned bytes times signed bytes, four products added to a 32-bit sum.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)
#include "gemm_avx512.h"

#define BYTES_ROW(i, row, s, t)                                                                    \
  MULTIPLY_ADD("vpbroadcastd", "vpdpbusd", i * TILE_ROWS * 4 + row * 4, s, t)
#define BYTES_STEP(i) LOAD_B(i) ROWS(BYTES_ROW, i)
DEFINE_TILE(multiply_int8_avx512vnni, BYTES_STEP, ADD_INTEGERS, TILE_ROWS * 4)

static void pack_a(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words_4(a, stride, rows, count, panel);
}

static inline __m512i columns_of(const char *row, long stride, int d) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)(row + d * stride));
  return _mm512_slli_epi32(_mm512_cvtepu8_epi32(bytes), 8 * d);
}

/// Four rows at a time, so that each column's four values stand together.
static void pack_b(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  const char *from = b;
  char *to = panels;
  for (long j = 0; j < columns; j += 32, from += 32, to += panel_bytes) {
    long i = 0;
    if (j + 32 <= columns)
      for (; 4 * i + 4 <= count; i++)
        UNROLLED for (int half = 0; half < 2; half++) {
          const char *row = from + 4 * i * stride + 16 * half;
          UNROLLED for (int d = 0; d < 4; d++)
            __builtin_prefetch(row + (8 + d) * stride, 0, 2);
          __m512i low = _mm512_or_si512(columns_of(row, stride, 0), columns_of(row, stride, 1));
          __m512i high = _mm512_or_si512(columns_of(row, stride, 2), columns_of(row, stride, 3));
          _mm512_store_si512(to + 128 * i + 64 * half, _mm512_or_si512(low, high));
        }
    pack_b_words(from, stride, count, columns - j, i, 4, 1, 32, to);
  }
}
#pragma clang attribute pop

const ckernels_gemm ckernels_gemm_int8_avx512vnni = {
    TILE_ROWS, 32, 4, 4, pack_a, pack_b, multiply_int8_avx512vnni};
#endif
