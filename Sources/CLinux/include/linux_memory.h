// The allocator and the mappings.
#pragma once
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
