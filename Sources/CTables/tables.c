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

const struct nodeprobe_table nodeprobe_table_grid_country = {grid_country, sizeof grid_country};
const struct nodeprobe_table nodeprobe_table_grid_subnational = {grid_subnational,
                                                                 sizeof grid_subnational};
const struct nodeprobe_table nodeprobe_table_cloud_regions = {cloud_regions, sizeof cloud_regions};
const struct nodeprobe_table nodeprobe_table_embodied = {embodied, sizeof embodied};
const struct nodeprobe_table nodeprobe_table_pue_defaults = {pue_defaults, sizeof pue_defaults};
const struct nodeprobe_table nodeprobe_table_cpu_power_microarch = {cpu_power_microarch, sizeof cpu_power_microarch};
const struct nodeprobe_table nodeprobe_table_cpu_tdp = {cpu_tdp, sizeof cpu_tdp};
const struct nodeprobe_table nodeprobe_table_tdp_load_curve = {tdp_load_curve, sizeof tdp_load_curve};
const struct nodeprobe_table nodeprobe_table_edge_boards = {edge_boards, sizeof edge_boards};
const struct nodeprobe_table nodeprobe_table_method_uncertainty = {method_uncertainty, sizeof method_uncertainty};
