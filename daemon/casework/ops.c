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

static bool bind(struct params *params, const struct settings *settings, const char *const *whom,
		 size_t n_whom, const char *const *texts, size_t n)
{
	if (n == 0 || n_whom == 0)
		return false;
	params_array(params, PARAM_TEXT, n);
	for (size_t i = 0; i < n; i++)
		add_text(params, texts[i]);
	params_array(params, PARAM_TEXT, n_whom);
	for (size_t i = 0; i < n_whom; i++)
		params_add_text(params, channel_of(settings, whom[i]));
	params_array(params, PARAM_TEXT, n_whom);
	for (size_t i = 0; i < n_whom; i++)
		params_add_text(params, whom[i]);
	return true;
}

bool ops_bind(struct params *params, const struct settings *settings, const char *const *texts,
	      size_t n)
{
	return settings != NULL &&
	       bind(params, settings, settings->notify.ops, settings->notify.n_ops, texts, n);
}

bool ops_bind_auditors(struct params *params, const struct settings *settings,
		       const char *const *texts, size_t n)
{
	return settings != NULL && bind(params, settings, settings->notify.auditors,
					settings->notify.n_auditors, texts, n);
}
