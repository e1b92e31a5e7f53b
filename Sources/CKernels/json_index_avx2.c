#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#define NAME(x) x##_avx2
#include "json_index.h"
#pragma clang attribute pop

const ckernels_json_indexer ckernels_json_avx2 = json_index_avx2;
#endif
