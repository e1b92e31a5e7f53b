// What every x86-64 has: a product and a sum are two instructions; bfloat16 is widened to floats and bytes
// to 16-bit integers while they are packed.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#include <emmintrin.h>

#include "gemm_pack.h"

// Tiles of 4 rows × 2 vectors: 8 sums, 2 of B, 1 of A, 1 product.
#define TILE_ROWS 4
#define ROWS(F) F(0) F(1) F(2) F(3)
#include "gemm_tile_c.h"

#define LOAD_DOUBLES __m128d b0 = _mm_load_pd(b), b1 = _mm_load_pd(b + 2);
#define STEP_DOUBLES(row)                                                                          \
  {                                                                                                \
    __m128d x = _mm_set1_pd(a[row]);                                                               \
    s##row = _mm_add_pd(s##row, _mm_mul_pd(x, b0));                                                \
    t##row = _mm_add_pd(t##row, _mm_mul_pd(x, b1));                                                \
  }
#define FINISH_DOUBLES(row)                                                                        \
  {                                                                                                \
    double *to = (double *)(c + row * stride);                                                     \
    _mm_storeu_pd(to, add ? _mm_add_pd(_mm_loadu_pd(to), s##row) : s##row);                        \
    _mm_storeu_pd(to + 2, add ? _mm_add_pd(_mm_loadu_pd(to + 2), t##row) : t##row);                \
  }
DEFINE_TILE(
    multiply_fp64_sse2, __m128d, double, TILE_ROWS, 4, LOAD_DOUBLES, STEP_DOUBLES,
    FINISH_DOUBLES)

#define LOAD_FLOATS __m128 b0 = _mm_load_ps(b), b1 = _mm_load_ps(b + 4);
#define STEP_FLOATS(row)                                                                           \
  {                                                                                                \
    __m128 x = _mm_set1_ps(a[row]);                                                                \
    s##row = _mm_add_ps(s##row, _mm_mul_ps(x, b0));                                                \
    t##row = _mm_add_ps(t##row, _mm_mul_ps(x, b1));                                                \
  }
#define FINISH_FLOATS(row)                                                                         \
  {                                                                                                \
    float *to = (float *)(c + row * stride);                                                       \
    _mm_storeu_ps(to, add ? _mm_add_ps(_mm_loadu_ps(to), s##row) : s##row);                        \
    _mm_storeu_ps(to + 4, add ? _mm_add_ps(_mm_loadu_ps(to + 4), t##row) : t##row);                \
  }
DEFINE_TILE(
    multiply_fp32_sse2, __m128, float, TILE_ROWS, 8, LOAD_FLOATS, STEP_FLOATS, FINISH_FLOATS)

// pmaddwd: two products of 16-bit integers added into 32 bits, without saturation.
#define LOAD_SHORTS                                                                                \
  __m128i b0 = _mm_load_si128((const __m128i *)b), b1 = _mm_load_si128((const __m128i *)(b + 4));
#define STEP_SHORTS(row)                                                                           \
  {                                                                                                \
    __m128i x = _mm_set1_epi32(a[row]);                                                            \
    s##row = _mm_add_epi32(s##row, _mm_madd_epi16(x, b0));                                         \
    t##row = _mm_add_epi32(t##row, _mm_madd_epi16(x, b1));                                         \
  }
#define FINISH_INTEGERS(row)                                                                       \
  {                                                                                                \
    __m128i *to = (__m128i *)(c + row * stride);                                                   \
    _mm_storeu_si128(to, add ? _mm_add_epi32(_mm_loadu_si128(to), s##row) : s##row);               \
    _mm_storeu_si128(to + 1, add ? _mm_add_epi32(_mm_loadu_si128(to + 1), t##row) : t##row);       \
  }
DEFINE_TILE(
    multiply_int8_sse2, __m128i, int32_t, TILE_ROWS, 8, LOAD_SHORTS, STEP_SHORTS,
    FINISH_INTEGERS)

static void pack_a_doubles(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words(a, stride, rows, 8 * count, 0, TILE_ROWS, 8, panel);
}

static void pack_b_doubles(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_rows(b, stride, count, 8 * columns, 32, panel_bytes, panels);
}

static void pack_a_floats(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words(a, stride, rows, 4 * count, 0, TILE_ROWS, 4, panel);
}

static void pack_b_floats(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_rows(b, stride, count, 4 * columns, 32, panel_bytes, panels);
}

static void widen_a_bfloats(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_bfloats(a, stride, rows, count, TILE_ROWS, panel);
}

static void widen_b_bfloats(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_bfloats(b, stride, count, columns, 8, panel_bytes, panels);
}

static void widen_a_bytes(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_shorts(a, stride, rows, count, TILE_ROWS, panel);
}

static void widen_b_bytes(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_shorts(b, stride, count, columns, 8, panel_bytes, panels);
}

const ckernels_gemm ckernels_gemm_fp64_sse2 = {
    TILE_ROWS, 4, 1, 8, pack_a_doubles, pack_b_doubles, multiply_fp64_sse2};
const ckernels_gemm ckernels_gemm_fp32_sse2 = {
    TILE_ROWS, 8, 1, 4, pack_a_floats, pack_b_floats, multiply_fp32_sse2};
const ckernels_gemm ckernels_gemm_bf16_sse2 = {
    TILE_ROWS, 8, 1, 4, widen_a_bfloats, widen_b_bfloats, multiply_fp32_sse2};
const ckernels_gemm ckernels_gemm_int8_sse2 = {
    TILE_ROWS, 8, 2, 4, widen_a_bytes, widen_b_bytes, multiply_int8_sse2};
#endif
