// SQLite, and what of it Swift does not import: variadic calls, and destructors that are casts of numbers.
#pragma once
#include <sqlite3.h>

// Binds a copy of the text.
static inline int csqlite_bind_text(sqlite3_stmt *statement, int place, const char *text, int length) {
  return sqlite3_bind_text(statement, place, text, length, SQLITE_TRANSIENT);
}
// No memory set aside for small allocations: the agent writes once in a while.
static inline int csqlite_no_lookaside(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_LOOKASIDE, (void *)0, 0, 0);
}
// The write-ahead log and its index stay when the last writer closes: who may only read needs them.
static inline int csqlite_keep_log(sqlite3 *database) {
  int on = 1;
  return sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}
