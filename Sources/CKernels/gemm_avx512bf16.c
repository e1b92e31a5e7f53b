// AVX-512 BF16: two products of bfloat16 added to a float.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"))), apply_to = function)
#include "gemm_avx512.h"

#define BFLOATS_ROW(i, row, s, t)                                                                  \
  MULTIPLY_ADD("vbroadcastss", "vdpbf16ps", i * TILE_ROWS * 4 + row * 4, s, t)
#define BFLOATS_STEP(i) LOAD_B(i) ROWS(BFLOATS_ROW, i)
DEFINE_TILE(multiply_bf16_avx512bf16, BFLOATS_STEP, ADD_FLOATS, TILE_ROWS * 4)

static void pack_a(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words_4(a, stride, rows, 2 * count, panel);
}

static inline __m512i columns_of(const char *row) {
  return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)row));
}

/// Two rows at a time, so that each column's two values stand together.
static void pack_b(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  const char *from = b;
  char *to = panels;
  for (long j = 0; j < columns; j += 32, from += 64, to += panel_bytes) {
    long i = 0;
    if (j + 32 <= columns)
      for (; 2 * i + 2 <= count; i++)
        UNROLLED for (int half = 0; half < 2; half++) {
          const char *row = from + 2 * i * stride + 32 * half;
          __builtin_prefetch(row + 8 * stride, 0, 2);
          __builtin_prefetch(row + 9 * stride, 0, 2);
          __m512i below = _mm512_slli_epi32(columns_of(row + stride), 16);
          _mm512_store_si512(to + 128 * i + 64 * half, _mm512_or_si512(columns_of(row), below));
        }
    pack_b_words(from, stride, count, columns - j, i, 2, 2, 32, to);
  }
}
#pragma clang attribute pop

const ckernels_gemm ckernels_gemm_bf16_avx512bf16 = {
    TILE_ROWS, 32, 2, 4, pack_a, pack_b, multiply_bf16_avx512bf16};
#endif
