#include "fleet.h"

// Standard since C23; clang takes it in older modes too, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char style[] = {
#embed "web/fleet.css"
};

const unsigned char *const nodeprobe_fleet_style = style;
const size_t nodeprobe_fleet_style_length = sizeof style;
