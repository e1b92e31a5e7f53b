// Sockets.
#pragma once
#include <sys/socket.h>
#include <sys/un.h>

// A non-blocking connection to a Unix socket: its descriptor, or -1 with errno. Paths of 108 bytes
// and more do not fit the kernel's address; they are refused (ENAMETOOLONG).
int clinux_connect_unix(const char *path);

// Who is at the other end of a Unix socket: SO_PEERCRED, which Glibc shows to GNU sources only.
struct clinux_peer {
  pid_t pid;
  uid_t uid;
  gid_t gid;
};
