// Inner kernels of the benchmarks, one header a topic. Chosen at run time by CPUID.
#pragma once
#include "kernels_cpu.h"
#include "kernels_gemm.h"
#include "kernels_peak.h"
