// Terminals.
#pragma once
#include <sys/ioctl.h>
#include <termios.h>

// ioctl is variadic, which Swift does not import. False where the descriptor is no terminal.
static inline int clinux_terminal_size(int descriptor, unsigned short *columns,
                                       unsigned short *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 1;
}
