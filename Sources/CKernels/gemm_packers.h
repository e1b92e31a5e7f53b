// Packing as the kernels' tables want it, for tiles whose size a file that includes this has said before:
//   TILE_ROWS   rows of a tile
//   TILE_BYTES  bytes of a row of a tile whose elements are as big as those of C
#pragma once
#include "gemm_pack.h"

static inline void pack_a_doubles(
    const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words(a, stride, rows, 8 * count, 0, TILE_ROWS, 8, panel);
}

static inline void pack_b_doubles(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_rows(b, stride, count, 8 * columns, TILE_BYTES, panel_bytes, panels);
}

static inline void pack_a_floats(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_words(a, stride, rows, 4 * count, 0, TILE_ROWS, 4, panel);
}

static inline void pack_b_floats(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_rows(b, stride, count, 4 * columns, TILE_BYTES, panel_bytes, panels);
}

static inline void widen_a_bfloats(
    const void *a, long stride, long rows, long count, void *panel) {
  pack_a_bfloats(a, stride, rows, count, TILE_ROWS, panel);
}

static inline void widen_b_bfloats(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_bfloats(b, stride, count, columns, TILE_BYTES / 4, panel_bytes, panels);
}

static inline void widen_a_bytes(const void *a, long stride, long rows, long count, void *panel) {
  pack_a_shorts(a, stride, rows, count, TILE_ROWS, panel);
}

static inline void widen_b_bytes(
    const void *b, long stride, long count, long columns, long panel_bytes, void *panels) {
  pack_b_shorts(b, stride, count, columns, TILE_BYTES / 4, panel_bytes, panels);
}
