#pragma once
#include "linux_files.h"
#include "linux_memory.h"
#include "linux_process.h"
#include "linux_sockets.h"
#include "linux_terminal.h"
#include "linux_time.h"
