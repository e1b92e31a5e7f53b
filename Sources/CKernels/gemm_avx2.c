// AVX2 and FMA3: doubles and floats; bfloat16 widened to floats and bytes to 16-bit integers while they
// are packed.
#include "kernels_gemm.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include <immintrin.h>

// Tiles of 6 rows × 2 vectors: 12 sums, 2 of B, 1 of A, 1 free.
#define NAME_OF_VECTOR "ymm"
#define BYTES_OF_VECTOR 32
#define TILE_ROWS 6
#define TILE_BYTES 64
#define ROWS(F, i)                                                                                 \
  F(i, 0, 4, 5) F(i, 1, 6, 7) F(i, 2, 8, 9) F(i, 3, 10, 11) F(i, 4, 12, 13) F(i, 5, 14, 15)
#define AVX_REGISTERS                                                                              \
  "ymm0", "ymm1", "ymm2", "ymm3", "ymm4", "ymm5", "ymm6", "ymm7", "ymm8", "ymm9", "ymm10",         \
      "ymm11", "ymm12", "ymm13", "ymm14", "ymm15"
#include "gemm_packers.h"
#include "gemm_tile_avx.h"

DEFINE_TILE(multiply_fp64_avx2, DOUBLE_STEP, ADD_DOUBLES, TILE_ROWS * 8)
DEFINE_TILE(multiply_fp32_avx2, FLOAT_STEP, ADD_FLOATS, TILE_ROWS * 4)

// Not vpmaddubsw: it saturates sums of two products at 16 bits.
#define SHORTS_ROW(i, row, s, t)                                                                   \
  MULTIPLY_THEN_ADD("vpbroadcastd", "vpmaddwd", "vpaddd", i * TILE_ROWS * 4 + row * 4, s, t)
#define SHORTS_STEP(i) LOAD_B(i) ROWS(SHORTS_ROW, i)
DEFINE_TILE(multiply_int8_avx2, SHORTS_STEP, ADD_INTEGERS, TILE_ROWS * 4)

#pragma clang attribute pop

const ckernels_gemm ckernels_gemm_fp64_avx2 = {
    TILE_ROWS, 8, 1, 8, pack_a_doubles, pack_b_doubles, multiply_fp64_avx2};
const ckernels_gemm ckernels_gemm_fp32_avx2 = {
    TILE_ROWS, 16, 1, 4, pack_a_floats, pack_b_floats, multiply_fp32_avx2};
const ckernels_gemm ckernels_gemm_bf16_avx2 = {
    TILE_ROWS, 16, 1, 4, widen_a_bfloats, widen_b_bfloats, multiply_fp32_avx2};
const ckernels_gemm ckernels_gemm_int8_avx2 = {
    TILE_ROWS, 16, 2, 4, widen_a_bytes, widen_b_bytes, multiply_int8_avx2};
#endif
