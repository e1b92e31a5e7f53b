// libzstd's streams.
#pragma once
#include <zstd.h>
