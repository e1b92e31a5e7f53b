#include "kernels_cpu.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdint.h>

// XCR0 says which registers the kernel saves: a CPU may have AVX-512 that nobody may use.
static uint64_t saved_registers(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

int ckernels_instruction_set(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  const uint32_t fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if ((c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return 0;
  uint64_t saved = saved_registers();
  const uint64_t ymm = 0x06, zmm = 0xe6;
  if ((saved & ymm) != ymm) return 0;

  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  const uint32_t avx2 = 1u << 5;
  if (!(b & avx2)) return 0;

  const uint32_t wide = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;  // F, DQ, BW, VL
  if ((b & wide) != wide || (saved & zmm) != zmm) return 1;
  const uint32_t vnni = 1u << 11;
  if (!(c & vnni)) return 2;
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d)) return 3;
  const uint32_t bf16 = 1u << 5;
  return a & bf16 ? 4 : 3;
}

#else

int ckernels_instruction_set(void) { return 0; }

#endif
