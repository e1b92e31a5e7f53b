#include "CYAML.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct cyaml_reader {
  yaml_parser_t parser;
  yaml_event_t event;
  int has_event;
  unsigned char *text;  // libyaml reads on in it with each event
};

struct cyaml_reader *cyaml_open(const unsigned char *text, size_t length) {
  struct cyaml_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->text = malloc(length + 1);
  if (!reader->text || !yaml_parser_initialize(&reader->parser)) {
    free(reader->text);
    free(reader);
    return NULL;
  }
  if (length) memcpy(reader->text, text, length);
  yaml_parser_set_input_string(&reader->parser, reader->text, length);
  return reader;
}

void cyaml_next(struct cyaml_reader *reader, struct cyaml_event *event) {
  if (reader->has_event) yaml_event_delete(&reader->event);
  reader->has_event = 0;
  memset(event, 0, sizeof *event);
  if (!yaml_parser_parse(&reader->parser, &reader->event)) {
    event->kind = CYAML_ERROR;
    event->line = (long)reader->parser.problem_mark.line + 1;
    event->text = reader->parser.problem ? reader->parser.problem : "cannot be read";
    event->length = strlen(event->text);
    return;
  }
  reader->has_event = 1;
  event->line = (long)reader->event.start_mark.line + 1;
  switch (reader->event.type) {
    case YAML_SCALAR_EVENT:
      event->kind = CYAML_SCALAR;
      event->text = (const char *)reader->event.data.scalar.value;
      event->length = reader->event.data.scalar.length;
      event->is_plain = reader->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      break;
    case YAML_SEQUENCE_START_EVENT: event->kind = CYAML_SEQUENCE_START; break;
    case YAML_SEQUENCE_END_EVENT: event->kind = CYAML_SEQUENCE_END; break;
    case YAML_MAPPING_START_EVENT: event->kind = CYAML_MAPPING_START; break;
    case YAML_MAPPING_END_EVENT: event->kind = CYAML_MAPPING_END; break;
    case YAML_ALIAS_EVENT: event->kind = CYAML_ALIAS; break;
    case YAML_STREAM_END_EVENT: event->kind = CYAML_END; break;
    default: event->kind = CYAML_OTHER; break;
  }
}

void cyaml_close(struct cyaml_reader *reader) {
  if (reader->has_event) yaml_event_delete(&reader->event);
  yaml_parser_delete(&reader->parser);
  free(reader->text);
  free(reader);
}
