// AVX-512 F, BW, DQ, VL: doubles, floats, and bfloat16 widened to floats while it is packed.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#include "gemm_avx512.h"

DEFINE_TILE(multiply_fp64_avx512, DOUBLE_STEP, ADD_DOUBLES, TILE_ROWS * 8)
DEFINE_TILE(multiply_fp32_avx512, FLOAT_STEP, ADD_FLOATS, TILE_ROWS * 4)

static void transpose_a_doubles(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words_8(a, stride, rows, 8 * count, panel);
}

static void transpose_a_floats(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words_4(a, stride, rows, 4 * count, panel);
}
#pragma clang attribute pop

const ckernels_gemm ckernels_gemm_fp64_avx512 = {
    TILE_ROWS, 16, 1, 8, transpose_a_doubles, pack_b_doubles, multiply_fp64_avx512};
const ckernels_gemm ckernels_gemm_fp32_avx512 = {
    TILE_ROWS, 32, 1, 4, transpose_a_floats, pack_b_floats, multiply_fp32_avx512};
const ckernels_gemm ckernels_gemm_bf16_avx512 = {
    TILE_ROWS, 32, 1, 4, widen_a_bfloats, widen_b_bfloats, multiply_fp32_avx512};
#endif
