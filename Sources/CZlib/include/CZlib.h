// zlib, and its macros that Swift does not import.
#pragma once
#include <string.h>
#include <zlib.h>

// A gzip stream (RFC 1952) at level 1 with a window of 2^13 bytes.
static inline int czlib_open(z_stream *stream) {
  memset(stream, 0, sizeof *stream);
  return deflateInit2(stream, 1, Z_DEFLATED, 13 + 16, 6, Z_DEFAULT_STRATEGY);
}
