/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONCERND_CTL_SIMULATE_RANDOM_H
#define CONCERND_CTL_SIMULATE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Chance that can be repeated: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom
 * number generators", 2018), its state filled by splitmix64 from a seed and what the numbers are
 * for. So every person and every day of a simulated world has numbers of its own, and can be made
 * without making the others.
 */
struct chance {
	uint64_t state[4];
};

/* Starts the numbers of (seed, purpose, a, b); the same four give the same numbers anywhere. */
void chance_init(struct chance *chance, uint64_t seed, const char *purpose, uint64_t a, uint64_t b);

/* 64 random bits. */
uint64_t chance_bits(struct chance *chance);

/* From 0 up to, and without, n (1 or more), evenly. */
uint32_t chance_below(struct chance *chance, uint32_t n);

/* From low to high, both included. */
int64_t chance_between(struct chance *chance, int64_t low, int64_t high);

/* From 0 up to, and without, 1. */
double chance_unit(struct chance *chance);

/* True with this probability. */
bool chance_is(struct chance *chance, double probability);

/* Normal with mean 0 and deviation 1 (Box-Muller). */
double chance_normal(struct chance *chance);

/* How many events of a Poisson process with this mean (0 to 10,000; Knuth, in pieces of 16). */
uint32_t chance_poisson(struct chance *chance, double mean);

/* An index of weights (n of them, `stride` bytes apart, none negative, some above 0), in
 * proportion. */
size_t chance_pick(struct chance *chance, const double *weights, size_t n, size_t stride);

#endif
