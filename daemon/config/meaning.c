/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rule_reader.h"

/*
 * What a rule means, as a hash: members in order of their names, numbers as numbers, texts of an
 * array in order. So neither comments, blanks nor the order of keys make a rule another one.
 */

static const char *const unjudged[] = { "name", "title", "basis", "mode", "fresh_decider" };

static int compare_names(const void *left, const void *right)
{
	const config_setting_t *const *a = left, *const *b = right;

	return strcmp(config_setting_name(*a), config_setting_name(*b));
}

static int compare_texts(const void *left, const void *right)
{
	const config_setting_t *const *a = left, *const *b = right;

	return strcmp(config_setting_get_string(*a), config_setting_get_string(*b));
}

static bool all_texts(const config_setting_t *setting)
{
	for (int i = 0; i < config_setting_length(setting); i++)
		if (config_setting_type(config_setting_get_elem(setting, (unsigned int)i)) !=
		    CONFIG_TYPE_STRING)
			return false;
	return true;
}

static void write_setting(FILE *file, const config_setting_t *setting);

static void write_members(FILE *file, const config_setting_t *setting)
{
	size_t n = (size_t)config_setting_length(setting);
	const config_setting_t **members = mem_new(n, sizeof *members);

	for (size_t i = 0; i < n; i++)
		members[i] = config_setting_get_elem(setting, (unsigned int)i);
	if (config_setting_is_group(setting))
		qsort(members, n, sizeof *members, compare_names);
	else if (all_texts(setting))
		qsort(members, n, sizeof *members, compare_texts);
	fputc('{', file);
	for (size_t i = 0; i < n; i++)
		write_setting(file, members[i]);
	fputc('}', file);
	mem_free(members);
}

static void write_value(FILE *file, const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_INT:
		fprintf(file, "%.17g", (double)config_setting_get_int(setting));
		break;
	case CONFIG_TYPE_INT64:
		fprintf(file, "%.17g", (double)config_setting_get_int64(setting));
		break;
	case CONFIG_TYPE_FLOAT:
		fprintf(file, "%.17g", config_setting_get_float(setting));
		break;
	case CONFIG_TYPE_BOOL:
		fputs(config_setting_get_bool(setting) ? "true" : "false", file);
		break;
	default: /* the length makes it unambiguous */
		fprintf(file, "%zu:%s", strlen(config_setting_get_string(setting)),
			config_setting_get_string(setting));
		break;
	}
}

static void write_setting(FILE *file, const config_setting_t *setting)
{
	if (config_setting_name(setting) != NULL)
		fprintf(file, "%s=", config_setting_name(setting));
	if (config_setting_is_aggregate(setting))
		write_members(file, setting);
	else
		write_value(file, setting);
	fputc(';', file);
}

static bool is_judged(const char *name)
{
	for (size_t i = 0; i < sizeof unjudged / sizeof *unjudged; i++)
		if (strcmp(unjudged[i], name) == 0)
			return false;
	return true;
}

void rule_meaning(const config_setting_t *group, unsigned char ret_hash[RULE_MEANING_BYTES])
{
	size_t n = (size_t)config_setting_length(group);
	const config_setting_t **members = mem_new(n, sizeof *members);
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	for (size_t i = 0; i < n; i++)
		members[i] = config_setting_get_elem(group, (unsigned int)i);
	qsort(members, n, sizeof *members, compare_names);
	for (size_t i = 0; i < n; i++)
		if (is_judged(config_setting_name(members[i])))
			write_setting(file, members[i]);
	fclose(file);
	crypto_generichash(ret_hash, RULE_MEANING_BYTES, (const unsigned char *)text, size, NULL,
			   0);
	free(text);
	mem_free(members);
}
