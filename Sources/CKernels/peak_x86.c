// Multiply-adds on x86-64, in assembler: what is measured stands here, instruction by instruction, and no
// sum can end up in memory. 24 chains where there are 32 registers, 12 else: two pipes of latency four
// want eight at least.
#include "kernels_gemm.h"
#include "kernels_peak.h"

#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>

#define TWELVE(F, V)                                                                               \
  F(V, 0) F(V, 1) F(V, 2) F(V, 3) F(V, 4) F(V, 5) F(V, 6) F(V, 7) F(V, 8) F(V, 9) F(V, 10) F(V, 11)
#define TWENTY_FOUR(F, V)                                                                          \
  TWELVE(F, V)                                                                                     \
  F(V, 16) F(V, 17) F(V, 18) F(V, 19) F(V, 20) F(V, 21) F(V, 22) F(V, 23) F(V, 24) F(V, 25)        \
  F(V, 26) F(V, 27)

#define ZERO(V, i) "vmovaps %%" V "13,%%" V #i "\n"
#define ZERO_SSE(V, i) "xorps %%xmm" #i ",%%xmm" #i "\n"

// Registers 14 and 15 are the factors, 13 holds a product where the sum is an instruction of its own.
#define FUSED(instruction, V, i) instruction " %%" V "14,%%" V "15,%%" V #i "\n"
#define SEPARATE(multiply, add, V, i)                                                              \
  multiply " %%" V "14,%%" V "15,%%" V "13\n" add " %%" V "13,%%" V #i ",%%" V #i "\n"
#define SEPARATE_SSE(multiply, add, i)                                                             \
  "movaps %%xmm15,%%xmm13\n" multiply " %%xmm14,%%xmm13\n" add " %%xmm13,%%xmm" #i "\n"

#define FOLD(add, V, i) add " %%" V #i ",%%" V "13,%%" V "13\n"
#define FOLD_SSE(add, i) add " %%xmm" #i ",%%xmm13\n"

// No clobber above 15: the callers' code knows only what every x86-64 has.
#define LOW_REGISTERS                                                                              \
  "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",         \
      "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"

/// Defines a `run`: both factors are `ones` in all lanes, LANES are of type TYPE.
#define DEFINE_RUN(NAME, TYPE, LANES, BROADCAST, ZEROS, CHAINS, FOLDS, STORE, LEAVE, ones)         \
  static double NAME(long rounds) {                                                                \
    const uint64_t one = ones;                                                                     \
    TYPE lanes[LANES] __attribute__((aligned(64)));                                                \
    __asm__ volatile(                                                                              \
        BROADCAST ZEROS                                                                            \
        ".p2align 5\n 1:\n" CHAINS "dec %[rounds]\n jnz 1b\n"                                      \
        FOLDS STORE LEAVE                                                                          \
        : [rounds] "+r"(rounds), [lanes] "=m"(lanes)                                               \
        : [one] "m"(one)                                                                           \
        : "cc", LOW_REGISTERS);                                                                    \
    double sum = 0;                                                                                \
    for (int i = 0; i < LANES; i++) sum += lanes[i];                                               \
    return sum;                                                                                    \
  }

#define ONES_FP64 0x3ff0000000000000u
#define ONES_FP32 0x3f8000003f800000u
#define ONES_BF16 0x3f803f803f803f80u
#define ONES_INT16 0x0001000100010001u
#define ONES_INT8 0x0101010101010101u

#define BROADCAST_SSE "movsd %[one],%%xmm14\n movlhps %%xmm14,%%xmm14\n movaps %%xmm14,%%xmm15\n"
#define BROADCAST_AVX(V)                                                                           \
  "vbroadcastsd %[one],%%" V "14\n vmovaps %%" V "14,%%" V "15\n vpxor %%xmm13,%%xmm13,%%xmm13\n"
#define STORE_AVX(V) "vmovups %%" V "13,%[lanes]\n"

// Folding starts from nothing: register 13 still holds the last product.
#define CLEAR_SSE "xorps %%xmm13,%%xmm13\n"
#define CLEAR_AVX "vpxor %%xmm13,%%xmm13,%%xmm13\n"

#define DEFINE_SSE(NAME, TYPE, LANES, CHAIN, FOLD, ones)                                           \
  DEFINE_RUN(                                                                                      \
      NAME, TYPE, LANES, BROADCAST_SSE, TWELVE(ZERO_SSE, ), TWELVE(CHAIN, ),                       \
      CLEAR_SSE TWELVE(FOLD, ), "movups %%xmm13,%[lanes]\n", "", ones)
#define DEFINE_AVX2(NAME, TYPE, LANES, CHAIN, FOLD, ones)                                          \
  DEFINE_RUN(                                                                                      \
      NAME, TYPE, LANES, BROADCAST_AVX("ymm"), TWELVE(ZERO, "ymm"), TWELVE(CHAIN, "ymm"),          \
      CLEAR_AVX TWELVE(FOLD, "ymm"), STORE_AVX("ymm"), "vzeroupper\n", ones)
#define DEFINE_AVX512(NAME, TYPE, LANES, CHAIN, FOLD, ones)                                        \
  DEFINE_RUN(                                                                                      \
      NAME, TYPE, LANES, BROADCAST_AVX("zmm"), TWENTY_FOUR(ZERO, "zmm"),                           \
      TWENTY_FOUR(CHAIN, "zmm"), CLEAR_AVX TWENTY_FOUR(FOLD, "zmm"), STORE_AVX("zmm"),             \
      "vzeroupper\n", ones)

#define FP64_SSE(V, i) SEPARATE_SSE("mulpd", "addpd", i)
#define FP32_SSE(V, i) SEPARATE_SSE("mulps", "addps", i)
#define INT16_SSE(V, i) SEPARATE_SSE("pmaddwd", "paddd", i)
#define FP64_FOLD_SSE(V, i) FOLD_SSE("addpd", i)
#define FP32_FOLD_SSE(V, i) FOLD_SSE("addps", i)
#define INT32_FOLD_SSE(V, i) FOLD_SSE("paddd", i)
DEFINE_SSE(fp64_sse2, double, 2, FP64_SSE, FP64_FOLD_SSE, ONES_FP64)
DEFINE_SSE(fp32_sse2, float, 4, FP32_SSE, FP32_FOLD_SSE, ONES_FP32)
DEFINE_SSE(int16_sse2, int32_t, 4, INT16_SSE, INT32_FOLD_SSE, ONES_INT16)

#define FP64(V, i) FUSED("vfmadd231pd", V, i)
#define FP32(V, i) FUSED("vfmadd231ps", V, i)
#define INT16(V, i) SEPARATE("vpmaddwd", "vpaddd", V, i)
#define FP64_FOLD(V, i) FOLD("vaddpd", V, i)
#define FP32_FOLD(V, i) FOLD("vaddps", V, i)
#define INT32_FOLD(V, i) FOLD("vpaddd", V, i)
DEFINE_AVX2(fp64_avx2, double, 4, FP64, FP64_FOLD, ONES_FP64)
DEFINE_AVX2(fp32_avx2, float, 8, FP32, FP32_FOLD, ONES_FP32)
DEFINE_AVX2(int16_avx2, int32_t, 8, INT16, INT32_FOLD, ONES_INT16)

#define BF16(V, i) FUSED("vdpbf16ps", V, i)
#define INT8(V, i) FUSED("vpdpbusd", V, i)
DEFINE_AVX512(fp64_avx512, double, 8, FP64, FP64_FOLD, ONES_FP64)
DEFINE_AVX512(fp32_avx512, float, 16, FP32, FP32_FOLD, ONES_FP32)
DEFINE_AVX512(int8_avx512vnni, int32_t, 16, INT8, INT32_FOLD, ONES_INT8)
DEFINE_AVX512(bf16_avx512bf16, float, 16, BF16, FP32_FOLD, ONES_BF16)

// chains × lanes × products in a lane; an operation more for the sum of each.
#define PEAK(chains, lanes, products, run) {2l * chains * lanes * products, 1l * chains * lanes * products, run}

static const ckernels_peak kernels[5][4] = {
    {PEAK(12, 2, 1, fp64_sse2), PEAK(12, 4, 1, fp32_sse2), {0}, PEAK(12, 4, 2, int16_sse2)},
    {PEAK(12, 4, 1, fp64_avx2), PEAK(12, 8, 1, fp32_avx2), {0}, PEAK(12, 8, 2, int16_avx2)},
    {PEAK(24, 8, 1, fp64_avx512), PEAK(24, 16, 1, fp32_avx512), {0}, {0}},
    {{0}, {0}, {0}, PEAK(24, 16, 4, int8_avx512vnni)},
    {{0}, {0}, PEAK(24, 16, 2, bf16_avx512bf16), {0}},
};

const ckernels_peak *ckernels_peak_kernel(int format, int instruction_set) {
  if (format < 0 || format > 3 || instruction_set < 0 || instruction_set > 4) return NULL;
  const ckernels_peak *kernel = &kernels[instruction_set][format];
  return kernel->run ? kernel : NULL;
}

// Register to register: some cores add constants while they rename, several in a cycle.
void ckernels_peak_additions(long rounds) {
  uint64_t sum = 0;
  __asm__ volatile(
      ".p2align 5\n 1:\n .rept 64\n add %[one],%[sum]\n .endr\n dec %[rounds]\n jnz 1b\n"
      : [rounds] "+r"(rounds), [sum] "+r"(sum)
      : [one] "r"((uint64_t)1)
      : "cc");
}
#endif
