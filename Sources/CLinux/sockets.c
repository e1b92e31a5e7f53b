#define _GNU_SOURCE
#include "linux_sockets.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int clinux_connect_unix(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  strcpy(address.sun_path, path);
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -1;
  // A Unix socket connects at once, or says EAGAIN where the listener's queue is full.
  if (connect(descriptor, (struct sockaddr *)&address, sizeof address) != 0) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
  }
  return descriptor;
}

static int64_t now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Connects one address before a time; a descriptor, or -1 with errno.
static int connect_before(const struct addrinfo *address, int64_t end) {
  int descriptor = socket(
      address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
  if (descriptor < 0) return -1;
  int error = 0;
  if (connect(descriptor, address->ai_addr, address->ai_addrlen) != 0) {
    error = errno;
    while (error == EINPROGRESS || error == EINTR) {
      struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
      int64_t left = end - now_milliseconds();
      int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
      if (ready < 0) {
        error = errno;
      } else if (ready == 0) {
        error = ETIMEDOUT;
      } else {
        socklen_t size = sizeof error;
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
        break;
      }
    }
  }
  if (error == 0) return descriptor;
  close(descriptor);
  errno = error;
  return -1;
}

int clinux_connect_tcp(const char *host, const char *port, int milliseconds, int *reason) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  hints.ai_flags = AI_NUMERICSERV | AI_ADDRCONFIG;
  struct addrinfo *found = NULL;
  *reason = getaddrinfo(host, port, &hints, &found);
  if (*reason != 0) return -2;
  int64_t end = now_milliseconds() + milliseconds;
  int descriptor = -1;
  int left = 0;
  for (const struct addrinfo *each = found; each != NULL; each = each->ai_next) left++;
  // An address that does not answer leaves time for those behind it.
  for (const struct addrinfo *each = found; each != NULL && descriptor < 0; each = each->ai_next) {
    int64_t now = now_milliseconds();
    descriptor = connect_before(each, now + (end - now) / left--);
  }
  int error = errno;
  freeaddrinfo(found);
  errno = error;
  return descriptor;
}

const char *clinux_resolver_error(int reason) { return gai_strerror(reason); }
