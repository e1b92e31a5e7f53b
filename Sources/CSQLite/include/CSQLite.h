// SQLite, and what of it Swift does not import: variadic calls and destructors that are casts of numbers.
#pragma once
#include <sqlite3.h>
