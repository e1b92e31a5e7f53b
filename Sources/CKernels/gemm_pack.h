// Packing in plain C: for the rests that vectors leave, and whole where a compiler vectorizes it anyway.
// All counts are of one panel unless said; sizes of tiles are constants where it is inlined.
#pragma once
#include <stdint.h>
#include <string.h>

/// Words `begin` to `words` of A's panel: `rows` rows of `bytes` bytes along k, zeros beyond.
static inline void pack_a_words(
    const char *a, long stride, long rows, long bytes, long begin, long tile_rows, long word,
    char *panel) {
  long words = (bytes + word - 1) / word;
  for (long i = begin; i < words; i++)
    for (long r = 0; r < tile_rows; r++) {
      char *to = panel + (i * tile_rows + r) * word;
      const char *from = a + r * stride + i * word;
      long there = r < rows ? bytes - i * word : 0;
      if (there >= word) {
        memcpy(to, from, (size_t)word);
      } else {
        memset(to, 0, (size_t)word);
        if (there > 0) memcpy(to, from, (size_t)there);
      }
    }
}

/// Panels of B whose words are single values: pieces of rows, `row` bytes of a panel, `bytes` in all.
static inline void pack_b_rows(
    const char *b, long stride, long count, long bytes, long row, long panel_bytes, char *panels) {
  for (long i = 0; i < count; i++, b += stride) {
    char *to = panels + i * row;
    long done = 0;
    for (; done + row <= bytes; done += row, to += panel_bytes) {
      // The rows are far apart: no hardware sees the next one coming.
      for (long line = 0; line < row; line += 64) __builtin_prefetch(b + 8 * stride + done + line, 0, 2);
      memcpy(to, b + done, (size_t)row);
    }
    if (done < bytes) {
      memcpy(to, b + done, (size_t)(bytes - done));
      memset(to + (bytes - done), 0, (size_t)(row - (bytes - done)));
    }
  }
}

/// Words `begin` to the end of one panel of B, `depth` values of `size` bytes in each; zeros beyond
/// `columns` columns and `count` values of k.
static inline void pack_b_words(
    const char *b, long stride, long count, long columns, long begin, long depth, long size,
    long tile_columns, char *panel) {
  for (long i = begin; i < (count + depth - 1) / depth; i++)
    for (long j = 0; j < tile_columns; j++)
      for (long d = 0; d < depth; d++) {
        char *to = panel + ((i * tile_columns + j) * depth + d) * size;
        if (j < columns && i * depth + d < count)
          memcpy(to, b + (i * depth + d) * stride + j * size, (size_t)size);
        else
          memset(to, 0, (size_t)size);
      }
}

/// A bfloat16 is the upper half of a float.
static inline uint32_t float_of(uint16_t bfloat) { return (uint32_t)bfloat << 16; }

/// A's panel as floats, where no instruction multiplies bfloat16.
static inline void pack_a_bfloats(
    const char *a, long stride, long rows, long count, long tile_rows, uint32_t *panel) {
  for (long r = 0; r < tile_rows; r++) {
    const uint16_t *from = (const uint16_t *)(a + r * stride);
    for (long i = 0; i < count; i++) panel[i * tile_rows + r] = r < rows ? float_of(from[i]) : 0;
  }
}

/// B's panels as floats.
static inline void pack_b_bfloats(
    const char *b, long stride, long count, long columns, long tile_columns, long panel_bytes,
    char *panels) {
  for (long j = 0; j < columns; j += tile_columns, panels += panel_bytes) {
    long width = columns - j < tile_columns ? columns - j : tile_columns;
    uint32_t *to = (uint32_t *)panels;
    for (long i = 0; i < count; i++, to += tile_columns) {
      const uint16_t *from = (const uint16_t *)(b + i * stride) + j;
      if (width == tile_columns)
        for (long x = 0; x < tile_columns; x++) to[x] = float_of(from[x]);
      else
        for (long x = 0; x < tile_columns; x++) to[x] = x < width ? float_of(from[x]) : 0;
    }
  }
}

/// A's panel as pairs of 16-bit integers, where no instruction multiplies bytes without saturation.
static inline void pack_a_shorts(
    const char *a, long stride, long rows, long count, long tile_rows, int16_t *panel) {
  for (long r = 0; r < tile_rows; r++) {
    const uint8_t *from = (const uint8_t *)(a + r * stride);
    for (long i = 0; i < (count + 1) / 2; i++) {
      int16_t *to = panel + 2 * (i * tile_rows + r);
      to[0] = r < rows ? from[2 * i] : 0;
      to[1] = r < rows && 2 * i + 1 < count ? from[2 * i + 1] : 0;
    }
  }
}

/// B's panels as pairs of 16-bit integers.
static inline void pack_b_shorts(
    const char *b, long stride, long count, long columns, long tile_columns, long panel_bytes,
    char *panels) {
  for (long j = 0; j < columns; j += tile_columns, panels += panel_bytes) {
    long width = columns - j < tile_columns ? columns - j : tile_columns;
    int16_t *to = (int16_t *)panels;
    for (long i = 0; i < count; i += 2, to += 2 * tile_columns) {
      const int8_t *first = (const int8_t *)(b + i * stride) + j;
      // Beyond the last row stands the last one again, and is multiplied by A's zero.
      const int8_t *second = i + 1 < count ? first + stride : first;
      if (width == tile_columns)
        for (long x = 0; x < tile_columns; x++) {
          to[2 * x] = first[x];
          to[2 * x + 1] = second[x];
        }
      else
        for (long x = 0; x < tile_columns; x++) {
          to[2 * x] = x < width ? first[x] : 0;
          to[2 * x + 1] = x < width ? second[x] : 0;
        }
    }
  }
}
