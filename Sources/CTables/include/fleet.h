// What the report of a fleet looks like.
#pragma once
#include <stddef.h>

// The style sheet of the page (web/fleet.css): UTF-8. It ends where `nodeprobe_fleet_style_length` says, not in a
// zero, and lives as long as the program.
extern const unsigned char *const nodeprobe_fleet_style;
extern const size_t nodeprobe_fleet_style_length;
