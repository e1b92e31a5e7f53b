// The pages that the agent serves itself.
#pragma once
#include <stddef.h>

// The live page of one node (the parts in web/): UTF-8, one file, no outside reference. It ends where
// `nodeprobe_web_node_length` says, not in a zero, and lives as long as the program.
extern const unsigned char *const nodeprobe_web_node;
extern const size_t nodeprobe_web_node_length;
