// The stream kernels of one instruction set, by `enum ckernels_stream_kind`.
#pragma once
#include "kernels_memory.h"

struct memory_kernels {
  /// With regular stores, which fill the caches.
  ckernels_stream kept[6];
  /// With non-temporal stores, which go past them.
  ckernels_stream past[6];
};

extern const struct memory_kernels memory_kernels_baseline;
#if defined(__x86_64__)
extern const struct memory_kernels memory_kernels_avx2, memory_kernels_avx512;
#endif
