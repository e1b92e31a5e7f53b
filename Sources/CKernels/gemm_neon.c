// AArch64 NEON; bfloat16 is widened to floats and bytes to 16-bit integers while they are packed. Never
// run on real hardware, only by an emulator.
#include "kernels_gemm.h"

#if defined(__aarch64__)
#include <arm_neon.h>

// Tiles of 8 rows × 2 vectors: 16 sums, 2 of B, 2 to 4 of A, whose lanes are multiplied one by one.
#define TILE_ROWS 8
#define TILE_BYTES 32
#define ROWS(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7)
#include "gemm_packers.h"
#include "gemm_tile_c.h"

#define LOAD_DOUBLES                                                                               \
  float64x2_t b0 = vld1q_f64(b), b1 = vld1q_f64(b + 2);                                            \
  const float64x2_t x[4] = {vld1q_f64(a), vld1q_f64(a + 2), vld1q_f64(a + 4), vld1q_f64(a + 6)};
#define STEP_DOUBLES(row)                                                                          \
  s##row = vfmaq_laneq_f64(s##row, b0, x[row / 2], row % 2);                                       \
  t##row = vfmaq_laneq_f64(t##row, b1, x[row / 2], row % 2);
#define FINISH_DOUBLES(row) FINISH(row, double, 2, vld1q_f64, vaddq_f64, vst1q_f64)
DEFINE_TILE(
    multiply_fp64_neon, float64x2_t, double, TILE_ROWS, 4, LOAD_DOUBLES, STEP_DOUBLES, FINISH_DOUBLES)

#define LOAD_FLOATS                                                                                \
  float32x4_t b0 = vld1q_f32(b), b1 = vld1q_f32(b + 4);                                            \
  const float32x4_t x[2] = {vld1q_f32(a), vld1q_f32(a + 4)};
#define STEP_FLOATS(row)                                                                           \
  s##row = vfmaq_laneq_f32(s##row, b0, x[row / 4], row % 4);                                       \
  t##row = vfmaq_laneq_f32(t##row, b1, x[row / 4], row % 4);
#define FINISH_FLOATS(row) FINISH(row, float, 4, vld1q_f32, vaddq_f32, vst1q_f32)
DEFINE_TILE(
    multiply_fp32_neon, float32x4_t, float, TILE_ROWS, 8, LOAD_FLOATS, STEP_FLOATS, FINISH_FLOATS)

// Four products of 16-bit integers added to four 32-bit sums.
#define LOAD_SHORTS                                                                                \
  int16x8_t b01 = vld1q_s16(b), x = vld1q_s16(a);                                                  \
  int16x4_t b0 = vget_low_s16(b01), b1 = vget_high_s16(b01);
#define STEP_SHORTS(row)                                                                           \
  s##row = vmlal_laneq_s16(s##row, b0, x, row);                                                    \
  t##row = vmlal_laneq_s16(t##row, b1, x, row);
#define FINISH_INTEGERS(row) FINISH(row, int32_t, 4, vld1q_s32, vaddq_s32, vst1q_s32)
DEFINE_TILE(
    multiply_int8_neon, int32x4_t, int16_t, TILE_ROWS, 8, LOAD_SHORTS, STEP_SHORTS, FINISH_INTEGERS)

// Single bytes: the products of a lane are added to sums of their own, so nothing is paired.
static void lengthen_a_bytes(const void *a, long stride, long rows, long count, void *panel) {
  int16_t *to = panel;
  for (long r = 0; r < TILE_ROWS; r++) {
    const uint8_t *from = (const uint8_t *)a + r * stride;
    for (long i = 0; i < count; i++) to[i * TILE_ROWS + r] = r < rows ? from[i] : 0;
  }
}

static void lengthen_b_bytes(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  for (long j = 0; j < columns; j++)
    for (long i = 0; i < count; i++) {
      int16_t *to = (int16_t *)((char *)panels + j / 8 * panel_bytes) + 8 * i;
      to[j % 8] = ((const int8_t *)b)[i * stride + j];
      for (long x = j + 1; j + 1 == columns && x % 8 != 0; x++) to[x % 8] = 0;
    }
}

const ckernels_gemm ckernels_gemm_fp64_neon = {
    TILE_ROWS, 4, 1, 8, pack_a_doubles, pack_b_doubles, multiply_fp64_neon};
const ckernels_gemm ckernels_gemm_fp32_neon = {
    TILE_ROWS, 8, 1, 4, pack_a_floats, pack_b_floats, multiply_fp32_neon};
const ckernels_gemm ckernels_gemm_bf16_neon = {
    TILE_ROWS, 8, 1, 4, widen_a_bfloats, widen_b_bfloats, multiply_fp32_neon};
const ckernels_gemm ckernels_gemm_int8_neon = {
    TILE_ROWS, 8, 1, 2, lengthen_a_bytes, lengthen_b_bytes, multiply_int8_neon};
#endif
