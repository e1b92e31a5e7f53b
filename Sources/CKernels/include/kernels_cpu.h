// What this CPU can execute.
#pragma once

/// 0 baseline, 1 AVX2+FMA, 2 AVX-512 (F, BW, DQ, VL), 3 with VNNI, 4 with BF16 as well; only what the
/// kernel also saves across a switch (XCR0).
int ckernels_instruction_set(void);

/// The compiler of the kernels, as it names itself: "Clang 21.0.0".
static inline const char *ckernels_compiler(void) {
#if defined(__clang__)
  return "Clang " __clang_version__;
#else
  return "GCC " __VERSION__;
#endif
}

/// A hint to the other hardware thread that this one spins.
static inline void ckernels_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}
