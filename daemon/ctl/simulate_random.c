/* SPDX-License-Identifier: Apache-2.0 */
#include "simulate_random.h"

#include <math.h>

static uint64_t splitmix(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Mixes one more value in, so that (1, 2) and (2, 1) start apart. */
static void stir(uint64_t *state, uint64_t value)
{
	*state ^= value;
	*state = splitmix(state);
}

void chance_init(struct chance *chance, uint64_t seed, const char *purpose, uint64_t a, uint64_t b)
{
	uint64_t state = seed;

	for (; *purpose != '\0'; purpose++)
		stir(&state, (unsigned char)*purpose);
	stir(&state, a);
	stir(&state, b);
	for (int i = 0; i < 4; i++)
		chance->state[i] = splitmix(&state);
}

static uint64_t rotate(uint64_t x, int k)
{
	return (x << k) | (x >> (64 - k));
}

uint64_t chance_bits(struct chance *chance)
{
	uint64_t *s = chance->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint32_t chance_below(struct chance *chance, uint32_t n)
{
	/* The high bits of a product; the bias is below 2^-32, far under what anyone could see. */
	return (uint32_t)(((chance_bits(chance) >> 32) * n) >> 32);
}

int64_t chance_between(struct chance *chance, int64_t low, int64_t high)
{
	return low + (int64_t)(chance_unit(chance) * (double)(high - low + 1));
}

double chance_unit(struct chance *chance)
{
	return (double)(chance_bits(chance) >> 11) * 0x1.0p-53;
}

bool chance_is(struct chance *chance, double probability)
{
	return chance_unit(chance) < probability;
}

double chance_normal(struct chance *chance)
{
	double radius = sqrt(-2.0 * log(1.0 - chance_unit(chance)));

	return radius * cos(2.0 * M_PI * chance_unit(chance));
}

/* Knuth's product of uniforms; exp(-mean) must not vanish, so the mean comes in small pieces. */
static uint32_t poisson_piece(struct chance *chance, double mean)
{
	double limit = exp(-mean);
	double product = chance_unit(chance);
	uint32_t n = 0;

	for (; product > limit; n++)
		product *= chance_unit(chance);
	return n;
}

uint32_t chance_poisson(struct chance *chance, double mean)
{
	int pieces = 1 + (int)(mean / 16.0);
	uint32_t n = 0;

	for (int i = 0; i < pieces; i++)
		n += poisson_piece(chance, mean / pieces);
	return n;
}

static double weight_at(const double *weights, size_t i, size_t stride)
{
	return *(const double *)(const void *)((const char *)weights + i * stride);
}

size_t chance_pick(struct chance *chance, const double *weights, size_t n, size_t stride)
{
	double sum = 0.0;

	for (size_t i = 0; i < n; i++)
		sum += weight_at(weights, i, stride);
	double point = chance_unit(chance) * sum;

	for (size_t i = 0; i + 1 < n; i++) {
		point -= weight_at(weights, i, stride);
		if (point < 0.0)
			return i;
	}
	return n - 1;
}
