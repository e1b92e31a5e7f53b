#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define WIDTH 32
#define NAME(x) x##_avx2
#include "memory_streams.h"
#pragma clang attribute pop
#endif
