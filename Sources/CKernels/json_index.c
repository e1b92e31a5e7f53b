#include "kernels_json.h"

extern const ckernels_json_indexer ckernels_json_baseline;
#if defined(__x86_64__)
extern const ckernels_json_indexer ckernels_json_avx2, ckernels_json_avx512;
#endif

ckernels_json_indexer ckernels_json_kernel(int instruction_set) {
#if defined(__x86_64__)
  if (instruction_set >= 2) return ckernels_json_avx512;
  if (instruction_set >= 1) return ckernels_json_avx2;
#else
  (void)instruction_set;
#endif
  return ckernels_json_baseline;
}
