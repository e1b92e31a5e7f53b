// A plain matrix product, for a compiler to make of it what it can: the yardstick of compare-gemm-baseline. In
// turns with it the kernel that runs on any x86-64, packing inside the clock. Prints a line for each
// round: operations a second of the kernel, and of the plain loops.
//
// usage: product fp64|fp32 N ROUNDS
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernels_gemm.h"

extern const ckernels_gemm ckernels_gemm_fp64_sse2, ckernels_gemm_fp32_sse2;

// The order of loops in which a row of B and a row of C are read and written along: as fast as plain C gets.
#define PLAIN(name, type)                                                                         \
  __attribute__((noinline)) static void name(                                                     \
      long n, const type *restrict a, const type *restrict b, type *restrict c) {                 \
    for (long i = 0; i < n; i++) {                                                                \
      for (long j = 0; j < n; j++) c[i * n + j] = 0;                                              \
      for (long k = 0; k < n; k++)                                                                \
        for (long j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];                 \
    }                                                                                             \
  }
PLAIN(plain_doubles, double)
PLAIN(plain_floats, float)

static void plain(int format, long n, const void *a, const void *b, void *c) {
  if (format == CKERNELS_FP64) plain_doubles(n, a, b, c);
  else plain_floats(n, a, b, c);
}

/// The kernel in the shortest way that cuts k and packs: a slab of B at a time, a panel of A at a time.
static void kernel(
    int format, long n, const char *a, const char *b, char *c, char *panel, char *panels, char *tile) {
  const ckernels_gemm *set =
      format == CKERNELS_FP64 ? &ckernels_gemm_fp64_sse2 : &ckernels_gemm_fp32_sse2;
  const long size = set->word, most = 256, panel_bytes = most * set->columns * size;
  for (long k = 0; k < n; k += most) {
    long depth = n - k < most ? n - k : most;
    set->pack_b(b + k * n * size, n * size, depth, n, panel_bytes, panels);
    for (long i = 0; i < n; i += set->rows) {
      long rows = n - i < set->rows ? n - i : set->rows;
      set->pack_a(a + (i * n + k) * size, n * size, rows, depth, panel);
      for (long j = 0; j < n; j += set->columns) {
        long columns = n - j < set->columns ? n - j : set->columns;
        set->multiply(
            depth, panel, panels + j / set->columns * panel_bytes, tile, set->columns * size, 0, panel);
        ckernels_gemm_place(
            format, tile, set->columns * size, rows, columns, c + (i * n + j) * size, n * size, k > 0);
      }
    }
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double number(int format, const void *matrix, long index) {
  return format == CKERNELS_FP64 ? ((const double *)matrix)[index] : ((const float *)matrix)[index];
}

int main(int count, char **words) {
  if (count != 4) return fputs("usage: product fp64|fp32 N ROUNDS\n", stderr), 2;
  int format = strcmp(words[1], "fp64") ? CKERNELS_FP32 : CKERNELS_FP64;
  long n = atol(words[2]), rounds = atol(words[3]), size = format == CKERNELS_FP64 ? 8 : 4;
  size_t bytes = ((size_t)(n * n * size) / 64 + 1) * 64;
  char *a = aligned_alloc(64, bytes), *b = aligned_alloc(64, bytes);
  char *ours = aligned_alloc(64, bytes), *theirs = aligned_alloc(64, bytes);
  char *panel = aligned_alloc(64, 256 * 64 + 4096), *tile = aligned_alloc(64, 4096);
  char *panels = aligned_alloc(64, (size_t)(n + 64) * 256 * 8);
  if (!a || !b || !ours || !theirs || !panel || !tile || !panels)
    return fputs("product: no memory\n", stderr), 2;
  ckernels_gemm_fill(format, a, 0, n * n, 1);
  ckernels_gemm_fill(format, b, 0, n * n, 2);

  double work = 2.0 * (double)n * (double)n * (double)n;
  for (long round = -1; round < rounds; round++) {
    double start = now();
    kernel(format, n, a, b, ours, panel, panels, tile);
    double middle = now();
    plain(format, n, a, b, theirs);
    double end = now();
    // The first round brings memory in.
    if (round >= 0) printf("%g %g\n", work / (middle - start), work / (end - middle));
  }
  double limit = (double)n * (format == CKERNELS_FP64 ? 0x1p-53 : 0x1p-24) * (double)n;
  for (long i = 0; i < n * n; i++)
    if (!(fabs(number(format, ours, i) - number(format, theirs, i)) <= limit))
      return fputs("product: the two differ\n", stderr), 1;
  return 0;
}
