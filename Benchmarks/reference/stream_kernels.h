// The stream kernels in three plain forms, for a compiler to make of them what it can:
//   regular        a loop over elements
//   non-temporal   a loop over vectors, with an intrinsic for the store: compilers make none of a plain loop
//   … by fours     the same four vectors at a time, as assembler programs are written
#pragma once
#include <stddef.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

// Copying is to stay a loop: as a call of memcpy it would choose its stores by itself.
#pragma GCC optimize("no-tree-loop-distribute-patterns")

static const double scalar = 3;

#define KERNEL(name, ...)                                                                          \
  __attribute__((noinline)) static void name(double *restrict t, const double *restrict a,        \
                                             const double *restrict b, double s, size_t count) {  \
    (void)t, (void)a, (void)b, (void)s;                                                           \
    __VA_ARGS__                                                                                   \
  }
#define LOOP(name, expression) \
  KERNEL(name, for (size_t i = 0; i < count; i++) t[i] = expression;)
LOOP(write_regular, s)
LOOP(copy_regular, a[i])
LOOP(scale_regular, s *a[i])
LOOP(add_regular, a[i] + b[i])
LOOP(triad_regular, a[i] + s * b[i])

// -ffast-math for this one: without it a sum may not be split into several.
static volatile double sink;
__attribute__((noinline, optimize("fast-math"))) static double sum(const double *a, size_t count) {
  double total = 0;
  for (size_t i = 0; i < count; i++) total += a[i];
  return total;
}
KERNEL(read_regular, sink = sum(t, count);)

#if defined(__AVX512F__)
typedef __m512d vector;
#define STREAM _mm512_stream_pd
#elif defined(__AVX__)
typedef __m256d vector;
#define STREAM _mm256_stream_pd
#elif defined(__x86_64__)
typedef __m128d vector;
#define STREAM _mm_stream_pd
#endif

#ifdef STREAM
enum { lanes = sizeof(vector) / 8, fours = 4 * lanes };
#define AT(p, v) (*(const vector *)((p) + i + (v)*lanes))
#define KEEP(p, x) (*(vector *)(p) = (x))

#define PAST(name, X)                                                                   \
  KERNEL(name, const vector w = s + (vector){0}; (void)w;                               \
         for (size_t i = 0; i < count; i += lanes) STREAM(t + i, X(0)); _mm_sfence();)
#define FOURS(name, X, PUT, end)                                                        \
  KERNEL(name, const vector w = s + (vector){0}; (void)w;                               \
         for (size_t i = 0; i < count; i += fours) {                                    \
           const vector x0 = X(0), x1 = X(1), x2 = X(2), x3 = X(3);                     \
           PUT(t + i, x0), PUT(t + i + lanes, x1);                                      \
           PUT(t + i + 2 * lanes, x2), PUT(t + i + 3 * lanes, x3);                      \
         } end;)
#define THREE(name, X)                                                                  \
  PAST(name##_past, X)                                                                  \
  FOURS(name##_fours, X, KEEP, )                                                        \
  FOURS(name##_past_fours, X, STREAM, _mm_sfence())
#define WRITE(v) w
#define COPY(v) AT(a, v)
#define SCALE(v) (w * AT(a, v))
#define ADD(v) (AT(a, v) + AT(b, v))
#define TRIAD(v) (AT(a, v) + w * AT(b, v))
THREE(write, WRITE)
THREE(copy, COPY)
THREE(scale, SCALE)
THREE(add, ADD)
THREE(triad, TRIAD)

KERNEL(read_fours, vector x0 = {0}; vector x1 = x0; vector x2 = x0; vector x3 = x0;
       for (size_t i = 0; i < count; i += fours) {
         x0 += AT(t, 0), x1 += AT(t, 1), x2 += AT(t, 2), x3 += AT(t, 3);
       } x0 += x1 + x2 + x3;
       sink = x0[0];)
#define BOTH_FOURS(name, arrays, result)                        \
  {#name, "regular-by-fours", name##_fours, arrays, result},    \
  {#name, "non-temporal", name##_past, arrays, result},         \
  {#name, "non-temporal-by-fours", name##_past_fours, arrays, result},
#endif

typedef void kernel(double *restrict, const double *restrict, const double *restrict, double, size_t);

// Elements of all arrays are 1 before; `result` is what the target holds then.
static const struct named {
  const char *name, *form;
  kernel *run;
  int arrays;
  double result;
} kernels[] = {
    {"read", "regular", read_regular, 1, 1},   {"write", "regular", write_regular, 1, 3},
    {"copy", "regular", copy_regular, 2, 1},   {"scale", "regular", scale_regular, 2, 3},
    {"add", "regular", add_regular, 3, 2},     {"triad", "regular", triad_regular, 3, 4},
#ifdef STREAM
    {"read", "regular-by-fours", read_fours, 1, 1},
    BOTH_FOURS(write, 1, 3) BOTH_FOURS(copy, 2, 1) BOTH_FOURS(scale, 2, 3)
    BOTH_FOURS(add, 3, 2) BOTH_FOURS(triad, 3, 4)
#endif
};
enum { kernel_count = sizeof kernels / sizeof *kernels };
