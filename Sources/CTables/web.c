#include "web.h"

// Standard since C23; clang takes it in older modes too, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

// One file for the browser, several for whoever reads them.
static const unsigned char node[] = {
#embed "web/head.html"
    ,
#embed "web/node.css"
    ,
#embed "web/body.html"
    ,
#embed "web/words.js"
    ,
#embed "web/elements.js"
    ,
#embed "web/chart.js"
    ,
#embed "web/tile.js"
    ,
#embed "web/page.js"
    ,
#embed "web/ask.js"
    ,
#embed "web/end.html"
};

const unsigned char *const nodeprobe_web_node = node;
const size_t nodeprobe_web_node_length = sizeof node;
