// Everything that the program carries inside itself, by `#embed`.
#pragma once
#include "web.h"
