// Inner kernels of the benchmarks, one header a topic. Chosen at run time by CPUID.
#pragma once
#include "kernels_canary.h"
#include "kernels_chase.h"
#include "kernels_cpu.h"
#include "kernels_digest.h"
#include "kernels_gemm.h"
#include "kernels_json.h"
#include "kernels_memory.h"
#include "kernels_peak.h"
#include "kernels_pingpong.h"
#include "kernels_sha256.h"
#include "kernels_system.h"
