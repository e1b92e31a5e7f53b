// libyaml's events in a form that Swift can read: no unions, no bit fields.
#pragma once
#include <stddef.h>

enum cyaml_kind {
  CYAML_ERROR,
  CYAML_END,
  CYAML_SCALAR,
  CYAML_SEQUENCE_START,
  CYAML_SEQUENCE_END,
  CYAML_MAPPING_START,
  CYAML_MAPPING_END,
  CYAML_ALIAS,
  CYAML_OTHER,
};

struct cyaml_event {
  enum cyaml_kind kind;
  int is_plain;       // a scalar without quotes, so that null and true mean what they say
  long line;          // from 1
  const char *text;   // a scalar's bytes, or the words of an error; valid until the next call
  size_t length;
};

struct cyaml_reader;
struct cyaml_reader *cyaml_open(const unsigned char *text, size_t length);
void cyaml_next(struct cyaml_reader *reader, struct cyaml_event *event);
void cyaml_close(struct cyaml_reader *reader);
