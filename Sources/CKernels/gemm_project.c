// The independent product: C·X against A·(B·X) costs n², and shares nothing with the kernels.
#include <stdint.h>
#include <string.h>

#include "kernels_gemm.h"

static inline double widened(uint16_t bfloat) {
  uint32_t bits = (uint32_t)bfloat << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline double plain(double value) { return value; }

// Two sets of sums, so that one addition need not wait for the other.
#define PROJECT(NAME, TYPE, VALUE)                                                                 \
  static void NAME(                                                                                \
      const TYPE *matrix, long rows, long columns, const double *vectors, double *result) {        \
    for (long i = 0; i < rows; i++, matrix += columns) {                                           \
      double even[4] = {0}, odd[4] = {0};                                                          \
      long j = 0;                                                                                  \
      for (; j + 2 <= columns; j += 2)                                                             \
        for (int v = 0; v < 4; v++) {                                                              \
          even[v] += VALUE(matrix[j]) * vectors[4 * j + v];                                        \
          odd[v] += VALUE(matrix[j + 1]) * vectors[4 * j + 4 + v];                                 \
        }                                                                                          \
      for (int v = 0; v < 4; v++) {                                                                \
        if (j < columns) even[v] += VALUE(matrix[j]) * vectors[4 * j + v];                         \
        result[4 * i + v] = even[v] + odd[v];                                                      \
      }                                                                                            \
    }                                                                                              \
  }

PROJECT(project_doubles, double, plain)
PROJECT(project_floats, float, plain)
PROJECT(project_bfloats, uint16_t, widened)
PROJECT(project_unsigned_bytes, uint8_t, plain)
PROJECT(project_signed_bytes, int8_t, plain)
PROJECT(project_integers, int32_t, plain)

void ckernels_gemm_project(
    int element, const void *matrix, long rows, long columns, const double *vectors, double *result) {
  switch (element) {
    case CKERNELS_DOUBLES: project_doubles(matrix, rows, columns, vectors, result); break;
    case CKERNELS_FLOATS: project_floats(matrix, rows, columns, vectors, result); break;
    case CKERNELS_BFLOATS: project_bfloats(matrix, rows, columns, vectors, result); break;
    case CKERNELS_UNSIGNED_BYTES:
      project_unsigned_bytes(matrix, rows, columns, vectors, result);
      break;
    case CKERNELS_SIGNED_BYTES: project_signed_bytes(matrix, rows, columns, vectors, result); break;
    case CKERNELS_INTEGERS: project_integers(matrix, rows, columns, vectors, result); break;
  }
}
