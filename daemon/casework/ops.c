/* SPDX-License-Identifier: Apache-2.0 */
#include "casework/ops.h"

#include <jansson.h>
#include <stdlib.h>

static void add_text(struct params *params, const char *text)
{
	json_t *json = json_pack("{s:s}", "text", text);
	char *written = json_dumps(json, JSON_COMPACT);

	params_add_text(params, written);
	json_decref(json);
	free(written);
}

static const char *channel_of(const struct settings *settings, const char *name)
{
	const struct recipient *recipient = settings_recipient(settings, name);

	return recipient != NULL && recipient->channel == RECIPIENT_WEBHOOK ? "webhook" : "email";
}

bool ops_bind(struct params *params, const struct settings *settings, const char *const *texts,
	      size_t n)
{
	size_t n_ops = settings != NULL ? settings->notify.n_ops : 0;

	if (n == 0 || n_ops == 0)
		return false;
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n; i++)
		add_text(params, texts[i]);
	params_array(params, PARAM_TEXT, n_ops);
	for (size_t i = 0; i < n_ops; i++)
		params_add_text(params, channel_of(settings, settings->notify.ops[i]));
	params_array(params, PARAM_TEXT, n_ops);
	for (size_t i = 0; i < n_ops; i++)
		params_add_text(params, settings->notify.ops[i]);
	return true;
}
