// UTF-8 as RFC 3629 has it: no surrogates, nothing longer than need be, nothing above U+10FFFF.
#pragma once
#include "kernels_json.h"

// The length of the character that begins at `bytes`, of which `count` may be looked at: 0 where it is none, −1 where
// it would need more bytes.
static inline int json_utf8_length(const unsigned char *bytes, size_t count) {
  unsigned char first = bytes[0];
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  // The second byte's range tells what is too long, half of a pair or too high.
  unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  for (int i = 1; i < length; i++) {
    if ((size_t)i >= count) return -1;
    if (bytes[i] < least || bytes[i] > most) return 0;
    least = 0x80;
    most = 0xbf;
  }
  return length;
}

// Looks at the characters that begin from `*from` to `until`; `*from` becomes the place behind the last. Returns the place
// of the first that is broken, SIZE_MAX where none is.
static inline size_t json_utf8_check(
    const unsigned char *bytes, size_t *from, size_t until, size_t count, int is_last) {
  size_t at = *from;
  while (at < until) {
    int length = json_utf8_length(bytes + at, count - at);
    if (length == 0 || (length < 0 && is_last)) {
      *from = until;
      return at;
    }
    at = length < 0 ? count : at + (size_t)length;
  }
  *from = at;
  return SIZE_MAX;
}
