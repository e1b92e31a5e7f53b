#include "tables.h"

// Standard since C23; clang takes it in older modes too, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char grid_country[] = {
#embed "tables/grid_intensity_country.csv"
};
static const unsigned char grid_subnational[] = {
#embed "tables/grid_intensity_subnational.csv"
};
static const unsigned char cloud_regions[] = {
#embed "tables/cloud_regions.csv"
};
static const unsigned char embodied[] = {
#embed "tables/embodied.csv"
};
static const unsigned char pue_defaults[] = {
#embed "tables/pue_defaults.csv"
};

const struct nodeprobe_table nodeprobe_table_grid_country = {grid_country, sizeof grid_country};
const struct nodeprobe_table nodeprobe_table_grid_subnational = {grid_subnational,
                                                                 sizeof grid_subnational};
const struct nodeprobe_table nodeprobe_table_cloud_regions = {cloud_regions, sizeof cloud_regions};
const struct nodeprobe_table nodeprobe_table_embodied = {embodied, sizeof embodied};
const struct nodeprobe_table nodeprobe_table_pue_defaults = {pue_defaults, sizeof pue_defaults};
