#define NAME(x) x##_baseline
#include "json_index.h"

const ckernels_json_indexer ckernels_json_baseline = json_index_baseline;
