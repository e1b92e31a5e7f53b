// The numbers that are multiplied: uniform in ±0.5 with full mantissas, since zeros and round numbers need
// less power; bytes over their whole range.
#include <stdint.h>
#include <string.h>

#include "kernels_gemm.h"

/// A random number that depends on the position alone (SplitMix64): any thread may fill any part.
static uint64_t random_at(uint64_t position) {
  uint64_t z = position * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double fraction_at(uint64_t position) {
  return (double)(random_at(position) >> 11) * 0x1p-53 - 0.5;
}

/// To the nearest, ties to even.
static uint16_t bfloat_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

void ckernels_gemm_fill(int element, void *matrix, long begin, long end, unsigned long seed) {
  for (long i = begin; i < end; i++) {
    uint64_t position = seed + (uint64_t)i;
    switch (element) {
      case CKERNELS_DOUBLES: ((double *)matrix)[i] = fraction_at(position); break;
      case CKERNELS_FLOATS: ((float *)matrix)[i] = (float)fraction_at(position); break;
      case CKERNELS_BFLOATS: ((uint16_t *)matrix)[i] = bfloat_of((float)fraction_at(position)); break;
      case CKERNELS_INTEGERS: ((int32_t *)matrix)[i] = (int32_t)(random_at(position) >> 32); break;
      default: ((uint8_t *)matrix)[i] = (uint8_t)(random_at(position) >> 56);
    }
  }
}
