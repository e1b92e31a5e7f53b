#pragma once
#include "linux_clock.h"
#include "linux_cpu.h"
#include "linux_files.h"
#include "linux_memory.h"
#include "linux_process.h"
#include "linux_time.h"
