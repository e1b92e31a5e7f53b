#include "web.h"

// Standard since C23; clang takes it in older modes too, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char node[] = {
#embed "web/node.html"
};

const unsigned char *const nodeprobe_web_node = node;
const size_t nodeprobe_web_node_length = sizeof node;
