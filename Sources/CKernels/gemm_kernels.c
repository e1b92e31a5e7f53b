// Which kernel there is.
#include "kernels_gemm.h"

#include <stddef.h>

#if defined(__x86_64__)
extern const ckernels_gemm ckernels_gemm_fp64_sse2, ckernels_gemm_fp32_sse2, ckernels_gemm_bf16_sse2,
    ckernels_gemm_int8_sse2, ckernels_gemm_fp64_avx2, ckernels_gemm_fp32_avx2,
    ckernels_gemm_bf16_avx2, ckernels_gemm_int8_avx2, ckernels_gemm_fp64_avx512,
    ckernels_gemm_fp32_avx512, ckernels_gemm_bf16_avx512, ckernels_gemm_int8_avx512vnni,
    ckernels_gemm_bf16_avx512bf16;

static const ckernels_gemm *const kernels[5][4] = {
    {&ckernels_gemm_fp64_sse2, &ckernels_gemm_fp32_sse2, &ckernels_gemm_bf16_sse2,
     &ckernels_gemm_int8_sse2},
    {&ckernels_gemm_fp64_avx2, &ckernels_gemm_fp32_avx2, &ckernels_gemm_bf16_avx2,
     &ckernels_gemm_int8_avx2},
    {&ckernels_gemm_fp64_avx512, &ckernels_gemm_fp32_avx512, &ckernels_gemm_bf16_avx512, NULL},
    {NULL, NULL, NULL, &ckernels_gemm_int8_avx512vnni},
    {NULL, NULL, &ckernels_gemm_bf16_avx512bf16, NULL},
};
#else
extern const ckernels_gemm ckernels_gemm_fp64_neon, ckernels_gemm_fp32_neon, ckernels_gemm_bf16_neon,
    ckernels_gemm_int8_neon;

static const ckernels_gemm *const kernels[5][4] = {
    {&ckernels_gemm_fp64_neon, &ckernels_gemm_fp32_neon, &ckernels_gemm_bf16_neon,
     &ckernels_gemm_int8_neon},
};
#endif

const ckernels_gemm *ckernels_gemm_kernel(int format, int instruction_set) {
  if (format < 0 || format > 3 || instruction_set < 0 || instruction_set > 4) return NULL;
  return kernels[instruction_set][format];
}
