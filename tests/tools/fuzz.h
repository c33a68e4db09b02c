/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_TESTS_TOOLS_FUZZ_H
#define CONCERND_TESTS_TOOLS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/*
 * A fuzz target is a program under tests/fuzz: in `make test` it runs over its corpus and a fixed
 * number of changes to each file, the same every time; `make fuzz` builds it with libFuzzer.
 */

/* A target: it aborts when something does not hold. libFuzzer knows it by this name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);
typedef int fuzz_target(const uint8_t *data, size_t length);

/* Runs a target over every file of tests/fuzz/corpus/NAME as it is, then with `changes` changed
 * copies of each. Fails the cmocka test if there is no file. */
void fuzz_replay(fuzz_target *target, const char *name, int changes);

#endif
