// Runs the memory kernels of the architecture that it was compiled for, against plain loops. Built and run
// by CrossBuildTests; prints what differs and answers with 1.
#include <stdio.h>

#include "kernels_chase.h"
#include "kernels_memory.h"

// `far`: beyond the private caches, where some kernels ask ahead. The rest are multiples of 8, so that every
// array begins at a multiple of 64 bytes.
enum { guarded = 16, near = 1104, far = (1 << 17) + 37, most = far + 3 };
static _Alignas(64) double memory[3][guarded + most + guarded];
static struct ckernels_link lines[1000];
static uint32_t order[1000];

static double plain(int kind, double a, double b, double s, int passes) {
  switch (kind) {
    case ckernels_write: return s + passes;
    case ckernels_copy: return a;
    case ckernels_scale: return s * a;
    case ckernels_add: return a + b;
    case ckernels_triad: return a + s * b;
    default: return -5;
  }
}

static int differs(int kind, int past, size_t count) {
  double *t = memory[0] + guarded, *a = memory[1] + guarded, *b = memory[2] + guarded, sum = 0;
  for (size_t i = 0; i < guarded + count + guarded; i++) memory[0][i] = -5;
  for (size_t i = 0; i < count; i++) a[i] = (double)(i * 7 % 31), b[i] = (double)(i * 5 % 17);
  for (size_t i = 0; i < count; i++) sum += a[i];
  struct ckernels_arrays arrays = {t, a, b, count, 3};
  ckernels_stream kernel = ckernels_stream_kernel((enum ckernels_stream_kind)kind, past, 0);
  if (!kernel) return !(past && kind == ckernels_read);
  double answer = kernel(&arrays, 2);
  if (answer != (kind == ckernels_read ? 2 * sum : 0)) return 1;
  for (size_t i = 0; i < count + guarded; i++)
    if (t[i] != (i < count ? plain(kind, a[i], b[i], 3, 2) : -5)) return 1;
  for (size_t i = 0; i < guarded; i++)
    if (memory[0][i] != -5) return 1;
  return 0;
}

static size_t after(size_t count) {
  if (count >= near) return count < far ? far : far + 1;
  return count + (count < 70 ? 1 : 103);
}

int main(void) {
  int wrong = 0;
  for (int kind = ckernels_read; kind <= ckernels_triad; kind++)
    for (int past = 0; past < 2; past++)
      for (size_t count = 0; count <= far; count = after(count))
        if (differs(kind, past, count)) {
          printf("kernel %d stores %d count %zu\n", kind, past, count);
          wrong = 1;
        }
  ckernels_ring(lines, order, 1000, 1);
  const struct ckernels_link *start = lines + order[0];
  for (size_t steps = 0; steps <= 1000; steps++)
    if (ckernels_chase(start, steps)->place != steps % 1000) printf("chase %zu\n", steps), wrong = 1;
  if (!wrong) puts("right");
  return wrong;
}
