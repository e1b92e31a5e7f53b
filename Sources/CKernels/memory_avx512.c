#if defined(__x86_64__)
#pragma clang attribute push( \
    __attribute__((target("avx512f"), min_vector_width(512))), apply_to = function)
#define WIDTH 64
#define NAME(x) x##_avx512
#include "memory_streams.h"
#pragma clang attribute pop
#endif
