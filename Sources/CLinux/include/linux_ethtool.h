// What both ends of a network link offer each other.
#pragma once
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

// Link modes by their numbers (enum ethtool_link_mode_bit_indices), the first 128 of them.
struct clinux_link_modes {
  uint64_t advertised[2], partner[2];
};
// Asks the driver of an interface: 0, or -1 with errno. The socket is a handle; nothing is sent.
static inline int clinux_read_link_modes(const char *name, struct clinux_link_modes *modes) {
  enum { head_words = sizeof(struct ethtool_link_settings) / 4 };
  union {
    struct ethtool_link_settings head;
    uint32_t words[head_words + 3 * 127];
  } answer = {0};
  struct ifreq request = {0};
  strncpy(request.ifr_name, name, IFNAMSIZ - 1);
  request.ifr_data = (char *)&answer;
  int handle = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (handle < 0) return -1;
  // The kernel says first how long its masks are, as a number below 0.
  answer.head.cmd = ETHTOOL_GLINKSETTINGS;
  int result = ioctl(handle, SIOCETHTOOL, &request);
  int count = -answer.head.link_mode_masks_nwords;
  if (result == 0 && count > 0) {
    memset(&answer, 0, sizeof answer);
    answer.head.cmd = ETHTOOL_GLINKSETTINGS;
    answer.head.link_mode_masks_nwords = (signed char)count;
    result = ioctl(handle, SIOCETHTOOL, &request);
  } else if (result == 0) {
    errno = EOPNOTSUPP;
    result = -1;
  }
  int code = errno;
  close(handle);
  errno = code;
  if (result != 0) return -1;
  memset(modes, 0, sizeof *modes);
  for (int word = 0; word < count && word < 4; word++) {
    int shift = 32 * (word % 2);
    modes->advertised[word / 2] |= (uint64_t)answer.words[head_words + count + word] << shift;
    modes->partner[word / 2] |= (uint64_t)answer.words[head_words + 2 * count + word] << shift;
  }
  return 0;
}
