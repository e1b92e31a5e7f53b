// libsensors (lm-sensors 3.5 and later), and its global state under one roof.
#pragma once
// stdio.h first: sensors.h uses FILE.
#include <stdio.h>
#include <stdlib.h>
#include <sensors/error.h>
#include <sensors/sensors.h>

// Opens libsensors, which keeps all its state in globals: an earlier opening ends here, and pointers
// from it are dead. `configuration` is a file; NULL stands for the system's files, "" for none.
// What is wrong in the configuration is written to `messages`, one line each, as much as fits.
// Returns the number of this opening (above 0), or a negative SENSORS_ERR_*.
int clibsensors_open(const char *configuration, char *messages, size_t capacity);

// The opening that is in force; 0 when there is none.
int clibsensors_current(void);

// Ends the opening `number`; nothing happens where a later one has ended it already.
void clibsensors_close(int number);
