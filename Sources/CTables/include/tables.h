// The data tables that power, carbon and embodied carbon are looked up in (tables/README.md tells their origin).
#pragma once
#include <stddef.h>

// CSV as RFC 4180 has it, UTF-8, one header row, LF. Each ends where its length says, not in a zero, and lives
// as long as the program.
struct nodeprobe_table {
  const unsigned char *bytes;
  size_t length;
};

extern const struct nodeprobe_table nodeprobe_table_grid_country;
extern const struct nodeprobe_table nodeprobe_table_grid_subnational;
extern const struct nodeprobe_table nodeprobe_table_cloud_regions;
extern const struct nodeprobe_table nodeprobe_table_embodied;
extern const struct nodeprobe_table nodeprobe_table_pue_defaults;
extern const struct nodeprobe_table nodeprobe_table_cpu_power_microarch;
extern const struct nodeprobe_table nodeprobe_table_cpu_tdp;
extern const struct nodeprobe_table nodeprobe_table_tdp_load_curve;
extern const struct nodeprobe_table nodeprobe_table_edge_boards;
extern const struct nodeprobe_table nodeprobe_table_method_uncertainty;
