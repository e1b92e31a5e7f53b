// What all AVX-512 kernels share: tiles of 14 rows × 2 vectors (28 sums, 2 of B, 1 of A, 1 free), and
// packing by 16 × 16 and 8 × 8 transpositions.
//
// 14 × 2 asks 16 loads for 28 multiply-adds, which leaves the load ports room where a core does two of
// 512 bits a cycle; 24 × 1 would ask 25 for 24.
#pragma once
#include <immintrin.h>

#include "kernels_gemm.h"

#define NAME_OF_VECTOR "zmm"
#define BYTES_OF_VECTOR 64
#define TILE_ROWS 14
#define TILE_BYTES 128
#define ROWS(F, i)                                                                                 \
  F(i, 0, 4, 5) F(i, 1, 6, 7) F(i, 2, 8, 9) F(i, 3, 10, 11) F(i, 4, 12, 13) F(i, 5, 14, 15)        \
  F(i, 6, 16, 17) F(i, 7, 18, 19) F(i, 8, 20, 21) F(i, 9, 22, 23) F(i, 10, 24, 25)                 \
  F(i, 11, 26, 27) F(i, 12, 28, 29) F(i, 13, 30, 31)
#define AVX_REGISTERS                                                                              \
  "zmm0", "zmm1", "zmm2", "zmm3", "zmm4", "zmm5", "zmm6", "zmm7", "zmm8", "zmm9", "zmm10",         \
      "zmm11", "zmm12", "zmm13", "zmm14", "zmm15", "zmm16", "zmm17", "zmm18", "zmm19", "zmm20",    \
      "zmm21", "zmm22", "zmm23", "zmm24", "zmm25", "zmm26", "zmm27", "zmm28", "zmm29", "zmm30",    \
      "zmm31"
#include "gemm_packers.h"
#include "gemm_tile_avx.h"

#define UNROLLED _Pragma("clang loop unroll(full)")

/// Row i of the result is column i of the 16 rows: pairs, pairs of pairs, then lanes of four.
static inline void transpose_16(__m512 *rows) {
  __m512 pairs[16], fours[16];
  UNROLLED for (int i = 0; i < 16; i += 2) {
    pairs[i] = _mm512_unpacklo_ps(rows[i], rows[i + 1]);
    pairs[i + 1] = _mm512_unpackhi_ps(rows[i], rows[i + 1]);
  }
  UNROLLED for (int i = 0; i < 16; i += 4)
    UNROLLED for (int half = 0; half < 2; half++) {
      __m512d upper = _mm512_castps_pd(pairs[i + half]);
      __m512d lower = _mm512_castps_pd(pairs[i + half + 2]);
      fours[i + 2 * half] = _mm512_castpd_ps(_mm512_unpacklo_pd(upper, lower));
      fours[i + 2 * half + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(upper, lower));
    }
  // Lane l of fours[4 g + c] is now column 4 l + c of rows 4 g to 4 g + 3.
  UNROLLED for (int c = 0; c < 4; c++) {
    __m512 even = _mm512_shuffle_f32x4(fours[c], fours[4 + c], 0x88);
    __m512 odd = _mm512_shuffle_f32x4(fours[c], fours[4 + c], 0xdd);
    __m512 even_below = _mm512_shuffle_f32x4(fours[8 + c], fours[12 + c], 0x88);
    __m512 odd_below = _mm512_shuffle_f32x4(fours[8 + c], fours[12 + c], 0xdd);
    rows[c] = _mm512_shuffle_f32x4(even, even_below, 0x88);
    rows[8 + c] = _mm512_shuffle_f32x4(even, even_below, 0xdd);
    rows[4 + c] = _mm512_shuffle_f32x4(odd, odd_below, 0x88);
    rows[12 + c] = _mm512_shuffle_f32x4(odd, odd_below, 0xdd);
  }
}

/// The same for 8 × 8 doubles.
static inline void transpose_8(__m512d *rows) {
  __m512d pairs[8];
  UNROLLED for (int i = 0; i < 8; i += 2) {
    pairs[i] = _mm512_unpacklo_pd(rows[i], rows[i + 1]);
    pairs[i + 1] = _mm512_unpackhi_pd(rows[i], rows[i + 1]);
  }
  UNROLLED for (int c = 0; c < 2; c++) {
    __m512d even = _mm512_shuffle_f64x2(pairs[c], pairs[2 + c], 0x88);
    __m512d odd = _mm512_shuffle_f64x2(pairs[c], pairs[2 + c], 0xdd);
    __m512d even_below = _mm512_shuffle_f64x2(pairs[4 + c], pairs[6 + c], 0x88);
    __m512d odd_below = _mm512_shuffle_f64x2(pairs[4 + c], pairs[6 + c], 0xdd);
    rows[c] = _mm512_shuffle_f64x2(even, even_below, 0x88);
    rows[4 + c] = _mm512_shuffle_f64x2(even, even_below, 0xdd);
    rows[2 + c] = _mm512_shuffle_f64x2(odd, odd_below, 0x88);
    rows[6 + c] = _mm512_shuffle_f64x2(odd, odd_below, 0xdd);
  }
}

/// A's panel in words of 4 bytes, from `bytes` bytes of each row.
static inline void pack_a_words_4(
    const char *a, long stride, long rows, long bytes, float *panel) {
  long i = 0;
  for (; (i + 16) * 4 <= bytes; i += 16) {
    __m512 block[16];
    UNROLLED for (int r = 0; r < 16; r++) {
      const char *row = a + r * stride + i * 4;
      block[r] = r < TILE_ROWS && r < rows ? _mm512_loadu_ps(row) : _mm512_setzero_ps();
      // The next panel's.
      if (r < TILE_ROWS) __builtin_prefetch(row + TILE_ROWS * stride, 0, 2);
    }
    transpose_16(block);
    UNROLLED for (int k = 0; k < 16; k++)
      _mm512_mask_storeu_ps(panel + (i + k) * TILE_ROWS, (1 << TILE_ROWS) - 1, block[k]);
  }
  pack_a_words(a, stride, rows, bytes, i, TILE_ROWS, 4, (char *)panel);
}

/// A's panel in words of 8 bytes.
static inline void pack_a_words_8(
    const char *a, long stride, long rows, long bytes, double *panel) {
  long i = 0;
  for (; (i + 8) * 8 <= bytes; i += 8)
    UNROLLED for (int group = 0; group < TILE_ROWS; group += 8) {
      __m512d block[8];
      const int height = TILE_ROWS - group < 8 ? TILE_ROWS - group : 8;
      UNROLLED for (int r = 0; r < 8; r++) {
        const char *row = a + (group + r) * stride + i * 8;
        block[r] = r < height && group + r < rows ? _mm512_loadu_pd(row) : _mm512_setzero_pd();
        if (r < height) __builtin_prefetch(row + TILE_ROWS * stride, 0, 2);
      }
      transpose_8(block);
      UNROLLED for (int k = 0; k < 8; k++)
        _mm512_mask_storeu_pd(
            panel + (i + k) * TILE_ROWS + group, (__mmask8)((1 << height) - 1), block[k]);
    }
  pack_a_words(a, stride, rows, bytes, i, TILE_ROWS, 8, (char *)panel);
}
