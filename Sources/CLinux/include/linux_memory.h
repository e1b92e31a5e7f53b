// The allocator and the mappings.
#pragma once
#include <malloc.h>
#include <sys/mman.h>
