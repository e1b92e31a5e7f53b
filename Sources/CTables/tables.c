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
static const unsigned char cpu_power_microarch[] = {
#embed "tables/cpu_power_microarch.csv"
};
static const unsigned char cpu_tdp[] = {
#embed "tables/cpu_tdp.csv"
};
static const unsigned char tdp_load_curve[] = {
#embed "tables/tdp_load_curve.csv"
};
static const unsigned char edge_boards[] = {
#embed "tables/edge_boards.csv"
};
static const unsigned char method_uncertainty[] = {
#embed "tables/method_uncertainty.csv"
};

#define TABLE(name) const struct nodeprobe_table nodeprobe_table_##name = {name, sizeof name}

TABLE(grid_country);
TABLE(grid_subnational);
TABLE(cloud_regions);
TABLE(embodied);
TABLE(pue_defaults);
TABLE(cpu_power_microarch);
TABLE(cpu_tdp);
TABLE(tdp_load_curve);
TABLE(edge_boards);
TABLE(method_uncertainty);
