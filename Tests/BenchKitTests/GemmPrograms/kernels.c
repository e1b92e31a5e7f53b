// Every kernel that this CPU runs, against a plain product: packing, inner loop and edges. Also the peak
// kernels' sums. In C alone, so that it runs wherever a C compiler builds for, an emulator included.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

static const int bytes_of[4] = {8, 4, 2, 1};

static double number(const void *matrix, long index, int element) {
  switch (element) {
    case CKERNELS_DOUBLES: return ((const double *)matrix)[index];
    case CKERNELS_FLOATS: return ((const float *)matrix)[index];
    case CKERNELS_UNSIGNED_BYTES: return ((const uint8_t *)matrix)[index];
    case CKERNELS_SIGNED_BYTES: return ((const int8_t *)matrix)[index];
    case CKERNELS_INTEGERS: return ((const int32_t *)matrix)[index];
  }
  uint32_t bits = (uint32_t)((const uint16_t *)matrix)[index] << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// rows × columns over count values of k, in two slabs where there are enough, as one row of tiles.
static int check(int format, int set, long rows, long columns, long count) {
  const ckernels_gemm *kernel = ckernels_gemm_kernel(format, set);
  if (!kernel) return 0;
  int element_b = format == CKERNELS_INT8 ? CKERNELS_SIGNED_BYTES : format;
  int element_c = format == CKERNELS_FP64 ? CKERNELS_DOUBLES
                  : format == CKERNELS_INT8 ? CKERNELS_INTEGERS : CKERNELS_FLOATS;
  long size = bytes_of[format], out = format == CKERNELS_FP64 ? 8 : 4;
  long slab = count > 16 ? count / 2 / 8 * 8 : count;
  long words = (count + kernel->depth) / kernel->depth + 8;
  long panels = (columns + kernel->columns - 1) / kernel->columns;
  long panel_b = (words * kernel->word * kernel->columns + 63) / 64 * 64;
  char *a = malloc(rows * count * size + 64), *b = malloc(count * columns * size + 64);
  char *c = malloc(rows * columns * out);
  char *packed_a = aligned_alloc(64, (words * kernel->word * kernel->rows / 64 + 64) * 64);
  char *packed_b = aligned_alloc(64, panels * panel_b + 4096);
  char *tile = aligned_alloc(64, kernel->rows * kernel->columns * out + 64);
  ckernels_gemm_fill(format, a, 0, rows * count, 1);
  ckernels_gemm_fill(element_b, b, 0, count * columns, 77);

  for (long k = 0; k < count; k += slab) {
    long depth = count - k < slab ? count - k : slab;
    kernel->pack_a(a + k * size, count * size, rows, depth, packed_a);
    kernel->pack_b(b + k * columns * size, columns * size, depth, columns, panel_b, packed_b);
    for (long j = 0; j < panels; j++) {
      long width = columns - j * kernel->columns;
      if (width > kernel->columns) width = kernel->columns;
      kernel->multiply(
          (depth + kernel->depth - 1) / kernel->depth, packed_a, packed_b + j * panel_b, tile,
          kernel->columns * out, 0, packed_a);
      ckernels_gemm_place(
          format, tile, kernel->columns * out, rows, width, c + j * kernel->columns * out,
          columns * out, k > 0);
      // Adding nothing to itself: the other way to end a tile.
      if (k == 0) kernel->multiply(0, packed_a, packed_b, tile, kernel->columns * out, 1, packed_a);
    }
  }

  double roundoff = format == CKERNELS_FP64 ? 0x1p-53 : format == CKERNELS_INT8 ? 0 : 0x1p-24;
  int wrong = 0;
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) {
      long double sum = 0, magnitude = 0;
      for (long k = 0; k < count; k++) {
        long double product = (long double)number(a, i * count + k, format) *
                              number(b, k * columns + j, element_b);
        sum += product;
        magnitude += fabsl(product);
      }
      double found = number(c, i * columns + j, element_c);
      if (!(fabsl(found - sum) <= count * roundoff * magnitude)) {
        if (!wrong++)
          printf("format %d set %d %ldx%ldx%ld: (%ld, %ld) is %.9g instead of %.9Lg\n", format, set,
                 rows, columns, count, i, j, found, sum);
      }
    }
  free(a), free(b), free(c), free(packed_a), free(packed_b), free(tile);
  return wrong;
}

int main(void) {
  static const long counts[] = {1, 2, 3, 4, 5, 7, 16, 17, 33, 64, 131, 200, 333};
  static const long widths[] = {1, 2, 3, 7, 8, 9, 16, 17, 31, 32, 33, 48, 65, 100};
  int kernels = 0, wrong = 0;
  for (int set = 0; set <= ckernels_instruction_set(); set++)
    for (int format = 0; format < 4; format++) {
      const ckernels_gemm *kernel = ckernels_gemm_kernel(format, set);
      if (kernel) {
        kernels++;
        for (long rows = 1; rows <= kernel->rows; rows++)
          for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
            for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
              wrong += check(format, set, rows, widths[w], counts[c]);
      }
      const ckernels_peak *peak = ckernels_peak_kernel(format, set);
      if (!peak) continue;
      kernels++;
      for (long rounds = 1; rounds <= 1 << 14; rounds *= 16)
        if (peak->run(rounds) != (double)peak->counted * rounds) {
          printf("peak of format %d set %d: %g after %ld rounds\n", format, set, peak->run(rounds),
                 rounds);
          wrong++;
        }
    }
  ckernels_peak_additions(1);
  printf("%d kernels, %d wrong\n", kernels, wrong);
  return wrong != 0;
}
