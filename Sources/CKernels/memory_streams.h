// The stream kernels for one instruction set. Included once for each, with
//   WIDTH      bytes of a vector
//   NAME(x)    x with the name of the instruction set
// Vectors of the compiler, not intrinsics: what differs between the sets is only their width.
//
// A multiplication and an addition stay apart: the elements are whole numbers, exact either way, and fused
// the triad in an L1 took turns between 460 and 600 GB/s (AMD Zen 5), apart it stayed above 530.
//
// A loop goes over four vectors of each array, and no compiler may unroll it further: prefetchers learn by
// the address of the instruction, and sixteen stores that take turns cost up to half of an L2's bandwidth.
// With stores past the caches it goes over one: four loads together before four such stores cost 2 to 5 % of the
// memory's bandwidth (AMD Zen 5).
#include <stddef.h>

#include "memory_table.h"

enum { LANES = WIDTH / sizeof(double), VECTORS = 4 };
#if defined(__aarch64__)
enum { PAST_VECTORS = 2 };  // Its stores past the caches come in pairs.
#else
enum { PAST_VECTORS = 1 };
#endif

typedef double NAME(vector) __attribute__((vector_size(WIDTH), may_alias));
#define VECTOR NAME(vector)

#if defined(__clang__)
#pragma clang fp contract(off)
#define ONCE _Pragma("clang loop unroll(disable)")
#else
#define ONCE _Pragma("GCC unroll 1")
#endif
#define ALL _Pragma("GCC unroll 8")

// Beyond the private caches, lines are asked for before their turn. On AMD Zen 5 that makes writing to memory
// 7 % faster, and an L3 is read at one rate instead of one of two 10 % apart, whichever the prefetchers fall
// into. Inside the private caches it would cost as much. The stores of copies and sums do not gain. In memory
// a read asks for less: 1 KiB ahead is often another page, which costs 6 % where pages are small.
enum {
  FAR = (1 << 20) / sizeof(double),
  FARTHEST = (64 << 20) / sizeof(double),
  READ_AHEAD = 1024 / sizeof(double),
  READ_AHEAD_FARTHEST = 256 / sizeof(double),
  WRITE_AHEAD = 2048 / sizeof(double),
};
#define BEGINS_LINE(v) ((v)*WIDTH % 64 == 0)

// What one pass has stored is needed by the next, as far as the compiler can know.
#define PASS_ENDS __asm__ volatile("" ::: "memory")

static inline VECTOR NAME(at)(const double *place) { return *(const VECTOR *)place; }

static inline void NAME(keep)(double *place, const VECTOR *values) {
  ALL for (int v = 0; v < VECTORS; v++) *(VECTOR *)(place + v * LANES) = values[v];
}

static inline void NAME(ask_and_keep)(double *place, const VECTOR *values) {
  ALL for (int v = 0; v < VECTORS; v++) {
    if (BEGINS_LINE(v)) __builtin_prefetch(place + WRITE_AHEAD + v * LANES, 1);
    *(VECTOR *)(place + v * LANES) = values[v];
  }
}

static inline void NAME(stream)(double *place, const VECTOR *values) {
#if defined(__aarch64__)
  ALL for (int v = 0; v < PAST_VECTORS; v += 2)
      __asm__ volatile("stnp %q0, %q1, [%2]"
                       :
                       : "w"(values[v]), "w"(values[v + 1]), "r"(place + v * LANES)
                       : "memory");
#else
  ALL for (int v = 0; v < PAST_VECTORS; v++)
      __builtin_nontemporal_store(values[v], (VECTOR *)(place + v * LANES));
#endif
}

// Non-temporal stores are done when they have left the write-combining buffers.
static inline void NAME(fence)(void) {
#if defined(__aarch64__)
  __asm__ volatile("dsb st" ::: "memory");
#else
  __builtin_ia32_sfence();
#endif
}

// Eight sums: more than the additions that two loads a cycle keep in flight.
static inline double NAME(sum)(
    const struct ckernels_arrays *arrays, size_t passes, const size_t ahead) {
  enum { SUMS = 8 };
  const double *first = arrays->first;
  const size_t count = arrays->count, whole = count - count % (LANES * SUMS);
  VECTOR sums[SUMS] = {0};
  double total = 0;
  for (; passes > 0; passes--) {
    ONCE for (size_t i = 0; i < whole; i += LANES * SUMS) {
      ALL for (int v = 0; v < SUMS; v++) {
        const double *place = first + i + v * LANES;
        if (ahead && BEGINS_LINE(v)) __builtin_prefetch(place + ahead);
        sums[v] += NAME(at)(place);
      }
    }
    for (size_t i = whole; i < count; i++) total += first[i];
    PASS_ENDS;
  }
  for (int v = 0; v < SUMS; v++)
    for (int lane = 0; lane < LANES; lane++) total += sums[v][lane];
  return total;
}

static double NAME(read)(const struct ckernels_arrays *arrays, size_t passes) {
  if (arrays->count <= FAR) return NAME(sum)(arrays, passes, 0);
  if (arrays->count <= FARTHEST) return NAME(sum)(arrays, passes, READ_AHEAD);
  return NAME(sum)(arrays, passes, READ_AHEAD_FARTHEST);
}

// VALUE(at, s, i): what element i becomes; `at` loads as many elements as `s` has, a vector or one.
#define WRITE(at, s, i) (s)
#define COPY(at, s, i) at(first + (i))
#define SCALE(at, s, i) ((s)*at(first + (i)))
#define ADD(at, s, i) (at(first + (i)) + at(second + (i)))
#define TRIAD(at, s, i) (at(first + (i)) + (s)*at(second + (i)))
#define ONE(place) (*(place))

#define KERNEL(name, VALUE, scalar_of_pass, vectors, put, pass_ends)                         \
  static double NAME(name)(const struct ckernels_arrays *arrays, size_t passes) {            \
    enum { STEP = LANES * (vectors) };                                                       \
    double *restrict target = arrays->target;                                                \
    const double *restrict first = arrays->first, *restrict second = arrays->second;         \
    const size_t count = arrays->count, whole = count - count % STEP;                        \
    (void)first, (void)second;                                                               \
    for (size_t pass = 1; pass <= passes; pass++) {                                          \
      const double s = scalar_of_pass;                                                       \
      const VECTOR wide = s + (VECTOR){0};                                                   \
      (void)wide;                                                                            \
      ONCE for (size_t i = 0; i < whole; i += STEP) {                                        \
        VECTOR values[vectors];                                                              \
        ALL for (int v = 0; v < (vectors); v++) values[v] = VALUE(NAME(at), wide, i + v * LANES); \
        NAME(put)(target + i, values);                                                       \
      }                                                                                      \
      for (size_t i = whole; i < count; i++) target[i] = VALUE(ONE, s, i);                   \
      pass_ends;                                                                             \
    }                                                                                        \
    return 0;                                                                                \
  }
#define KEPT_KERNEL(name, VALUE, scalar_of_pass, put) \
  KERNEL(name, VALUE, scalar_of_pass, VECTORS, put, PASS_ENDS)
#define PAST_KERNEL(name, VALUE, scalar_of_pass) \
  KERNEL(name, VALUE, scalar_of_pass, PAST_VECTORS, stream, NAME(fence)(); PASS_ENDS)
#define KERNELS(name, past_name, VALUE, scalar_of_pass) \
  KEPT_KERNEL(name, VALUE, scalar_of_pass, keep)        \
  PAST_KERNEL(past_name, VALUE, scalar_of_pass)

#define SCALAR_OF_WRITE (arrays->scalar + (double)pass)
KEPT_KERNEL(write_near, WRITE, SCALAR_OF_WRITE, keep)
KEPT_KERNEL(write_far, WRITE, SCALAR_OF_WRITE, ask_and_keep)
PAST_KERNEL(write_past, WRITE, SCALAR_OF_WRITE)

static double NAME(write)(const struct ckernels_arrays *arrays, size_t passes) {
  return (arrays->count > FAR ? NAME(write_far) : NAME(write_near))(arrays, passes);
}

KERNELS(copy, copy_past, COPY, 0)
KERNELS(scale, scale_past, SCALE, arrays->scalar)
KERNELS(add, add_past, ADD, 0)
KERNELS(triad, triad_past, TRIAD, arrays->scalar)

const struct memory_kernels NAME(memory_kernels) = {
    .kept = {NAME(read), NAME(write), NAME(copy), NAME(scale), NAME(add), NAME(triad)},
    .past = {NULL, NAME(write_past), NAME(copy_past), NAME(scale_past), NAME(add_past),
             NAME(triad_past)},
};
