// Sockets.
#pragma once
#include <sys/socket.h>
#include <sys/un.h>

// A non-blocking connection to a Unix socket: its descriptor, or -1 with errno. Paths of 108 bytes
// and more do not fit the kernel's address; they are refused (ENAMETOOLONG).
int clinux_connect_unix(const char *path);

// A non-blocking connection over TCP, made within so many milliseconds: its descriptor, or -1 with errno; -2 with the
// resolver's number in `reason` (gai_strerror); -3 where it had no answer in that time. A name is looked up by a thread
// of its own, which then goes on until the resolver gives up.
int clinux_connect_tcp(const char *host, const char *port, int milliseconds, int *reason);
// The resolver's words for `reason`.
const char *clinux_resolver_error(int reason);

// Who is at the other end of a Unix socket: SO_PEERCRED, which Glibc shows to GNU sources only.
struct clinux_peer {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};
