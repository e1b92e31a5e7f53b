#define WIDTH 16
#define NAME(x) x##_baseline
#include "memory_streams.h"
