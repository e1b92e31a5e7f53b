// What every x86-64 has: a product and a sum are two instructions; bfloat16 is widened to floats and bytes
// to 16-bit integers while they are packed.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#include <emmintrin.h>

// Tiles of 4 rows × 2 vectors: 8 sums, 2 of B, 1 of A, 1 product.
#define TILE_ROWS 4
#define TILE_BYTES 32
#define ROWS(F) F(0) F(1) F(2) F(3)
#include "gemm_packers.h"
#include "gemm_tile_c.h"

#define LOAD_DOUBLES __m128d b0 = _mm_load_pd(b), b1 = _mm_load_pd(b + 2);
#define STEP_DOUBLES(row)                                                                          \
  {                                                                                                \
    __m128d x = _mm_set1_pd(a[row]);                                                               \
    s##row = _mm_add_pd(s##row, _mm_mul_pd(x, b0));                                                \
    t##row = _mm_add_pd(t##row, _mm_mul_pd(x, b1));                                                \
  }
#define FINISH_DOUBLES(row) FINISH(row, double, 2, _mm_loadu_pd, _mm_add_pd, _mm_storeu_pd)
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
#define FINISH_FLOATS(row) FINISH(row, float, 4, _mm_loadu_ps, _mm_add_ps, _mm_storeu_ps)
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
  FINISH(row, __m128i, 1, _mm_loadu_si128, _mm_add_epi32, _mm_storeu_si128)
DEFINE_TILE(
    multiply_int8_sse2, __m128i, int32_t, TILE_ROWS, 8, LOAD_SHORTS, STEP_SHORTS,
    FINISH_INTEGERS)

const ckernels_gemm ckernels_gemm_fp64_sse2 = {
    TILE_ROWS, 4, 1, 8, pack_a_doubles, pack_b_doubles, multiply_fp64_sse2};
const ckernels_gemm ckernels_gemm_fp32_sse2 = {
    TILE_ROWS, 8, 1, 4, pack_a_floats, pack_b_floats, multiply_fp32_sse2};
const ckernels_gemm ckernels_gemm_bf16_sse2 = {
    TILE_ROWS, 8, 1, 4, widen_a_bfloats, widen_b_bfloats, multiply_fp32_sse2};
const ckernels_gemm ckernels_gemm_int8_sse2 = {
    TILE_ROWS, 8, 2, 4, widen_a_bytes, widen_b_bytes, multiply_int8_sse2};
#endif
