// Multiply-adds on AArch64 NEON, in assembler, as in peak_x86.c. 24 chains: four pipes of latency four want
// sixteen. Never run on real hardware, only by an emulator.
#include "kernels_gemm.h"
#include "kernels_peak.h"

#if defined(__aarch64__)
#include <stddef.h>
#include <stdint.h>

#define TWENTY_FOUR(F)                                                                             \
  F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9) F(10) F(11) F(12) F(13) F(14) F(15) F(16)      \
  F(17) F(18) F(19) F(20) F(21) F(22) F(23)

#define ZERO(i) "movi v" #i ".2d,#0\n"

/// Defines a `run`: both factors are `ones` in all lanes.
#define DEFINE_RUN(NAME, TYPE, LANES, CHAIN, FOLD, ones)                                           \
  static double NAME(long rounds) {                                                                \
    TYPE lanes[LANES] __attribute__((aligned(16)));                                                \
    __asm__ volatile(                                                                              \
        "dup v30.2d,%[one]\n dup v31.2d,%[one]\n" TWENTY_FOUR(ZERO)                                \
        ".p2align 5\n 1:\n" TWENTY_FOUR(CHAIN) "subs %[rounds],%[rounds],#1\n b.ne 1b\n"           \
        "movi v29.2d,#0\n" TWENTY_FOUR(FOLD) "str q29,%[lanes]\n"                                  \
        : [rounds] "+r"(rounds), [lanes] "=m"(lanes)                                               \
        : [one] "r"((uint64_t)ones)                                                                \
        : "cc", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12",   \
          "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v29",      \
          "v30", "v31");                                                                           \
    double sum = 0;                                                                                \
    for (int i = 0; i < LANES; i++) sum += lanes[i];                                               \
    return sum;                                                                                    \
  }

#define FP64(i) "fmla v" #i ".2d,v30.2d,v31.2d\n"
#define FP32(i) "fmla v" #i ".4s,v30.4s,v31.4s\n"
#define INT16(i) "smlal v" #i ".4s,v30.4h,v31.4h\n"
#define FP64_FOLD(i) "fadd v29.2d,v29.2d,v" #i ".2d\n"
#define FP32_FOLD(i) "fadd v29.4s,v29.4s,v" #i ".4s\n"
#define INT32_FOLD(i) "add v29.4s,v29.4s,v" #i ".4s\n"
DEFINE_RUN(fp64, double, 2, FP64, FP64_FOLD, 0x3ff0000000000000u)
DEFINE_RUN(fp32, float, 4, FP32, FP32_FOLD, 0x3f8000003f800000u)
DEFINE_RUN(int16, int32_t, 4, INT16, INT32_FOLD, 0x0001000100010001u)

const ckernels_peak *ckernels_peak_kernel(int format, int instruction_set) {
  static const ckernels_peak kernels[4] = {
      [CKERNELS_FP64] = {2 * 24 * 2, 24 * 2, fp64},
      [CKERNELS_FP32] = {2 * 24 * 4, 24 * 4, fp32},
      [CKERNELS_INT8] = {2 * 24 * 4, 24 * 4, int16},
  };
  if (format < 0 || format > 3 || instruction_set != 0 || !kernels[format].run) return NULL;
  return &kernels[format];
}

void ckernels_peak_additions(long rounds) {
  uint64_t sum = 0;
  __asm__ volatile(
      ".p2align 5\n 1:\n .rept 64\n add %[sum],%[sum],%[one]\n .endr\n"
      "subs %[rounds],%[rounds],#1\n b.ne 1b\n"
      : [rounds] "+r"(rounds), [sum] "+r"(sum)
      : [one] "r"((uint64_t)1)
      : "cc");
}
#endif
