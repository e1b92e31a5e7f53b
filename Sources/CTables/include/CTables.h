// Everything that the program carries inside itself, by `#embed`.
#pragma once
#include "fleet.h"
#include "tables.h"
#include "web.h"
