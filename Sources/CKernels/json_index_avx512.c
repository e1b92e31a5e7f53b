#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#define NAME(x) x##_avx512
#define JSON_INDEX_COMPRESSES
#include "json_index.h"
#pragma clang attribute pop

const ckernels_json_indexer ckernels_json_avx512 = json_index_avx512;
#endif
