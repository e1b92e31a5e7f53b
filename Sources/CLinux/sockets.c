#define _GNU_SOURCE
#include "linux_sockets.h"
#include "linux_threads.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
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

static int resolve(const char *host, const char *port, int flags, struct addrinfo **found) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
  hints.ai_flags = AI_NUMERICSERV | flags;
  return getaddrinfo(host, port, &hints, found);
}

// A name that is looked up on a thread of its own, since nothing ends getaddrinfo: whoever leaves it last frees it.
struct lookup {
  pthread_mutex_t lock;
  pthread_cond_t answered;
  char *host;
  char *port;
  int is_answered;
  int is_abandoned;
  int reason;
  struct addrinfo *found;
};

static void free_lookup(struct lookup *lookup) {
  if (lookup->found) freeaddrinfo(lookup->found);
  pthread_cond_destroy(&lookup->answered);
  pthread_mutex_destroy(&lookup->lock);
  free(lookup->host);
  free(lookup->port);
  free(lookup);
}

static struct lookup *new_lookup(const char *host, const char *port) {
  struct lookup *lookup = calloc(1, sizeof *lookup);
  if (!lookup) return NULL;
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&lookup->answered, &attributes);
  pthread_condattr_destroy(&attributes);
  pthread_mutex_init(&lookup->lock, NULL);
  lookup->host = strdup(host);
  lookup->port = strdup(port);
  if (lookup->host && lookup->port) return lookup;
  free_lookup(lookup);
  return NULL;
}

static void look_up(void *memory) {
  struct lookup *lookup = memory;
  struct addrinfo *found = NULL;
  int reason = resolve(lookup->host, lookup->port, AI_ADDRCONFIG, &found);
  pthread_mutex_lock(&lookup->lock);
  lookup->reason = reason;
  lookup->found = found;
  lookup->is_answered = 1;
  int is_abandoned = lookup->is_abandoned;
  pthread_cond_signal(&lookup->answered);
  pthread_mutex_unlock(&lookup->lock);
  if (is_abandoned) free_lookup(lookup);
}

// 0, or as `clinux_connect_tcp` has it.
static int resolve_before(
    const char *host, const char *port, int64_t end, struct addrinfo **found, int *reason) {
  *reason = resolve(host, port, AI_NUMERICHOST, found);
  if (*reason != EAI_NONAME) return *reason ? -2 : 0;
  struct lookup *lookup = new_lookup(host, port);
  if (!lookup) {
    errno = ENOMEM;
    return -1;
  }
  int failure = clinux_start_thread("resolve", 0, 512 << 10, look_up, lookup);
  if (failure) {
    free_lookup(lookup);
    errno = failure;
    return -1;
  }
  struct timespec until = {.tv_sec = end / 1000, .tv_nsec = end % 1000 * 1000000};
  int waited = 0;
  pthread_mutex_lock(&lookup->lock);
  while (!lookup->is_answered && waited == 0) {
    waited = pthread_cond_timedwait(&lookup->answered, &lookup->lock, &until);
  }
  int is_answered = lookup->is_answered;
  lookup->is_abandoned = !is_answered;
  *reason = lookup->reason;
  *found = lookup->found;
  lookup->found = NULL;
  pthread_mutex_unlock(&lookup->lock);
  if (!is_answered) return -3;
  free_lookup(lookup);
  return *reason ? -2 : 0;
}

int clinux_connect_tcp(const char *host, const char *port, int milliseconds, int *reason) {
  int64_t end = now_milliseconds() + milliseconds;
  struct addrinfo *found = NULL;
  int failure = resolve_before(host, port, end, &found, reason);
  if (failure) return failure;
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
