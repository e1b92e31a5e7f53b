#include <stdint.h>

#include "kernels_gemm.h"

#define PLACE(NAME, TYPE)                                                                          \
  static void NAME(                                                                                \
      const char *tile, long tile_stride, long rows, long columns, char *c, long stride, int add) { \
    for (long i = 0; i < rows; i++, tile += tile_stride, c += stride) {                            \
      const TYPE *from = (const TYPE *)tile;                                                       \
      TYPE *to = (TYPE *)c;                                                                        \
      for (long j = 0; j < columns; j++) to[j] = add ? to[j] + from[j] : from[j];                  \
    }                                                                                              \
  }

PLACE(place_doubles, double)
PLACE(place_floats, float)
PLACE(place_integers, int32_t)

void ckernels_gemm_place(
    int format, const void *tile, long tile_stride, long rows, long columns, void *c, long stride,
    int add) {
  switch (format) {
    case CKERNELS_FP64: place_doubles(tile, tile_stride, rows, columns, c, stride, add); break;
    case CKERNELS_INT8: place_integers(tile, tile_stride, rows, columns, c, stride, add); break;
    default: place_floats(tile, tile_stride, rows, columns, c, stride, add);
  }
}
