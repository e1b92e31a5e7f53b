// AVX-512 F, BW, DQ, VL: doubles, floats, and bfloat16 widened to floats while it is packed.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#include "gemm_avx512.h"

#define DOUBLE_ROW(i, row, s, t)                                                                   \
  MULTIPLY_ADD("vbroadcastsd", "vfmadd231pd", i * TILE_ROWS * 8 + row * 8, s, t)
#define DOUBLE_STEP(i) LOAD_B(i) ROWS(DOUBLE_ROW, i)
#define ADD_DOUBLES(i, row, s, t) ADD("vaddpd", s, t)
DEFINE_TILE(multiply_fp64_avx512, DOUBLE_STEP, ADD_DOUBLES, TILE_ROWS * 8)

#define FLOAT_ROW(i, row, s, t)                                                                    \
  MULTIPLY_ADD("vbroadcastss", "vfmadd231ps", i * TILE_ROWS * 4 + row * 4, s, t)
#define FLOAT_STEP(i) LOAD_B(i) ROWS(FLOAT_ROW, i)
#define ADD_FLOATS(i, row, s, t) ADD("vaddps", s, t)
DEFINE_TILE(multiply_fp32_avx512, FLOAT_STEP, ADD_FLOATS, TILE_ROWS * 4)

static void pack_a_doubles(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words_8(a, stride, rows, 8 * count, panel);
}

static void pack_b_doubles(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_rows(b, stride, count, 8 * columns, 128, panel_bytes, panels);
}

static void pack_a_floats(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words_4(a, stride, rows, 4 * count, panel);
}

static void pack_b_floats(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_rows(b, stride, count, 4 * columns, 128, panel_bytes, panels);
}

static void widen_a(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_bfloats(a, stride, rows, count, TILE_ROWS, panel);
}

static void widen_b(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_bfloats(b, stride, count, columns, 32, panel_bytes, panels);
}
#pragma clang attribute pop

const ckernels_gemm ckernels_gemm_fp64_avx512 = {
    TILE_ROWS, 16, 1, 8, pack_a_doubles, pack_b_doubles, multiply_fp64_avx512};
const ckernels_gemm ckernels_gemm_fp32_avx512 = {
    TILE_ROWS, 32, 1, 4, pack_a_floats, pack_b_floats, multiply_fp32_avx512};
const ckernels_gemm ckernels_gemm_bf16_avx512 = {
    TILE_ROWS, 32, 1, 4, widen_a, widen_b, multiply_fp32_avx512};
#endif
