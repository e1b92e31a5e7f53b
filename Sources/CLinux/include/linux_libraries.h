// Libraries that are looked for while a program runs.
#pragma once
#include <dlfcn.h>
