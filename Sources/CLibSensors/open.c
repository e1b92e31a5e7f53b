#include "CLibSensors.h"

#include <errno.h>
#include <string.h>

// All of this is one thread's, as libsensors' own state is.
static int current;
static int openings;
static struct {
  char *text;
  size_t capacity;
  size_t length;
} messages;

static void note(const char *error, const char *file, int line) {
  if (messages.length >= messages.capacity) return;
  size_t room = messages.capacity - messages.length;
  int count = line > 0
    ? snprintf(messages.text + messages.length, room, "%s:%d: %s\n", file ? file : "-", line, error)
    : snprintf(messages.text + messages.length, room, "%s: %s\n", file ? file : "-", error);
  if (count < 0 || (size_t)count >= room) {
    // A line that does not fit is left out, and so are all after it.
    messages.text[messages.length] = 0;
    messages.capacity = messages.length;
  } else {
    messages.length += (size_t)count;
  }
}

int clibsensors_open(const char *configuration, char *text, size_t capacity) {
  if (current) sensors_cleanup();
  current = 0;
  messages.text = text;
  messages.capacity = capacity;
  messages.length = 0;
  if (capacity) text[0] = 0;
  sensors_parse_error_wfn = note;

  int result = -SENSORS_ERR_PARSE;
  if (configuration) {
    const char *name = *configuration ? configuration : "/dev/null";
    FILE *file = fopen(name, "re");
    if (file) {
      result = sensors_init(file);
      fclose(file);
    } else {
      note(strerror(errno), name, 0);
    }
  } else {
    result = sensors_init(NULL);
  }
  // `text` is the caller's and may be gone when something else is said.
  messages.capacity = messages.length = 0;
  if (result) return result;
  current = ++openings;
  return current;
}

int clibsensors_current(void) { return current; }

void clibsensors_close(int number) {
  if (number != current) return;
  sensors_cleanup();
  current = 0;
}
