#include "memory_table.h"

ckernels_stream ckernels_stream_kernel(
    enum ckernels_stream_kind kind, int past_caches, int instruction_set) {
  const struct memory_kernels *kernels = &memory_kernels_baseline;
#if defined(__x86_64__)
  if (instruction_set >= 1) kernels = &memory_kernels_avx2;
  if (instruction_set >= 2) kernels = &memory_kernels_avx512;
#else
  (void)instruction_set;
#endif
  return past_caches ? kernels->past[kind] : kernels->kept[kind];
}

static inline double element(size_t i, double slope, double offset) {
  return slope * (double)(int)(i % ckernels_pattern_period) + offset;
}

void ckernels_pattern_fill(double *array, size_t from, size_t end, double slope, double offset) {
  for (size_t i = from; i < end; i++) array[i] = element(i, slope, offset);
}

size_t ckernels_pattern_mismatch(
    const double *array, size_t from, size_t end, double slope, double offset) {
  // Blocks without a branch inside: whether one differs, and only then which.
  enum { BLOCK = 256 };
  for (size_t i = from; i < end;) {
    size_t stop = end - i < BLOCK ? end : i + BLOCK;
    int differs = 0;
    for (size_t j = i; j < stop; j++) differs |= array[j] != element(j, slope, offset);
    if (differs)
      for (size_t j = i; j < stop; j++)
        if (array[j] != element(j, slope, offset)) return j;
    i = stop;
  }
  return end;
}
