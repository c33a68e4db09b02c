/* SPDX-License-Identifier: Apache-2.0 */
#include "identity/match.h"

#include <string.h>

#include "ladder.h"

/*
 * The ladder of IDENTITY.md: the first step that applies decides. One walk over the candidates
 * notes what numbers, persons and mothers say of them; only when none of that decides are they
 * weighed.
 */

/* The best of those who fit a step. */
struct fit {
	struct likeness best; /* candidate NULL: none */
	bool between;         /* another fits as well */
};

struct climb {
	const struct match_question *question;
	struct fit record, nhs, upn;
	const struct candidate *same;   /* a person said so */
	const struct candidate *unborn; /* the same pregnancy */
	bool unborn_between;
	bool record_seen, nhs_seen, sealed_seen, born_seen;
};

/* Days between two expected dates of one pregnancy, and how early or late a birth may be. Our own
 * choice: no two pregnancies of one woman are as near. */
enum { SAME_PREGNANCY = 60, EARLY = 119, LATE = 28 };

static void take_fit(struct fit *fit, const struct likeness *likeness)
{
	int order = fit->best.candidate == NULL ? 1 : numbers_order(likeness, &fit->best);

	fit->between = order == 0 || (fit->between && order < 0);
	if (order > 0)
		fit->best = *likeness;
}

/* Of equals the child that was opened last: the record id was given on to it. */
static void take_record(struct fit *fit, const struct likeness *likeness)
{
	const struct candidate *best = fit->best.candidate;
	int order = best == NULL ? 1 : numbers_order(likeness, &fit->best);

	if (order > 0 || (order == 0 && likeness->candidate->child > best->child))
		fit->best = *likeness;
}

static bool is_sealed(const struct match_question *question, const struct candidate *candidate)
{
	return question->is_sealed || candidate->is_sealed;
}

static bool is_same_mother(const struct said *a, const struct said *b)
{
	return a->mother != NULL && b->mother != NULL && strcmp(a->mother, b->mother) == 0;
}

static bool was_expected(const struct said *unborn, const struct said *born)
{
	int32_t late = born->birth_day - unborn->expected_day;

	return born->has_birth && late >= -EARLY && late <= LATE;
}

/* Does an alias speak of the pregnancy that was said, or of the birth that ended it? */
static bool is_same_pregnancy(const struct said *said, const struct said *alias)
{
	int32_t apart = said->expected_day - alias->expected_day;

	return said->is_unborn && alias->is_unborn && is_same_mother(said, alias) &&
	       apart >= -SAME_PREGNANCY && apart <= SAME_PREGNANCY;
}

static bool is_born_of(const struct said *said, const struct said *alias)
{
	if (said->is_unborn == alias->is_unborn || !is_same_mother(said, alias))
		return false;
	return said->is_unborn ? was_expected(said, alias) : was_expected(alias, said);
}

static bool any_alias(const struct said *said, const struct candidate *candidate,
		      bool (*holds)(const struct said *said, const struct said *alias))
{
	for (size_t i = 0; i < candidate->n_aliases; i++)
		if (holds(said, candidate->aliases[i]))
			return true;
	return false;
}

static void take_mother(struct climb *climb, const struct likeness *likeness)
{
	const struct candidate *candidate = likeness->candidate;

	climb->born_seen |= any_alias(climb->question->said, candidate, is_born_of);
	if (likeness->is_taken || !any_alias(climb->question->said, candidate, is_same_pregnancy))
		return;
	if (is_sealed(climb->question, candidate)) {
		climb->sealed_seen = true;
		return;
	}
	climb->unborn_between = climb->unborn != NULL;
	climb->unborn = candidate;
}

static void take_candidate(struct climb *climb, const struct candidate *candidate)
{
	struct likeness likeness;

	numbers_compare(climb->question, candidate, &likeness);
	climb->record_seen |= likeness.same_record;
	climb->nhs_seen |= likeness.nhs == AGREES;
	if (candidate->word == PERSON_SAME)
		climb->same = candidate;
	if (numbers_fit_record(&likeness))
		take_record(&climb->record, &likeness);
	take_mother(climb, &likeness);
	bool fits_nhs = numbers_fit_nhs(&likeness), fits_upn = numbers_fit_upn(&likeness);

	if (is_sealed(climb->question, candidate)) {
		climb->sealed_seen |= fits_nhs || fits_upn;
		return;
	}
	if (fits_nhs && !likeness.is_taken)
		take_fit(&climb->nhs, &likeness);
	if (fits_upn && !likeness.is_taken)
		take_fit(&climb->upn, &likeness);
}

/* ---- Weighing ---- */

/* A doubt whatever it weighs: a number or the mother speaks of it. */
static bool is_needed(const struct climb *climb, const struct likeness *likeness)
{
	const struct said *said = climb->question->said;

	return likeness->same_record || likeness->nhs == AGREES ||
	       (numbers_fit_upn(likeness) && !likeness->is_taken) ||
	       any_alias(said, likeness->candidate, is_same_pregnancy) ||
	       any_alias(said, likeness->candidate, is_born_of);
}

/* Names were compared in neither field, nor does a further one agree: such a record never links, though
 * the limit be set so low that it could, as long as the guard is on. */
static bool is_nameless(const struct levels *levels, const struct weights *weights)
{
	bool named = levels->of[FIELD_FORENAME] != 0 || levels->of[FIELD_SURNAME] != 0;

	for (size_t i = 0; i < weights->n_more; i++)
		named |= levels->more[i] == MORE_SAME;
	return !named;
}

/* Nothing but a birth date and a sex was compared. Of those there are many in a county, and nobody could
 * say more by looking: it is no doubt. Lists of old contacts that name nobody are all like this. */
static bool says_nothing(const struct levels *levels, const struct weights *weights)
{
	int postcode = levels->of[FIELD_POSTCODE];

	return is_nameless(levels, weights) && postcode != POSTCODE_SAME &&
	       postcode != POSTCODE_EDITED;
}

static void rank(const struct climb *climb, struct ranking *ret)
{
	const struct match_question *question = climb->question;

	for (size_t i = 0; i < question->n_candidates; i++) {
		const struct candidate *candidate = &question->candidates[i];
		struct likeness likeness;
		struct weighed weighed;

		if (candidate->word == PERSON_DIFFERENT)
			continue;
		numbers_compare(question, candidate, &likeness);
		bool is_weighed = ranking_weigh(question, candidate, &weighed) &&
				  !says_nothing(&weighed.levels, question->weights);

		weighed.is_needed = is_needed(climb, &likeness);
		weighed.is_vetoed = likeness.nhs == DISAGREES || likeness.is_taken ||
				    is_sealed(question, candidate) ||
				    (is_weighed &&
				     is_nameless(&weighed.levels, question->weights) &&
				     question->weights->twin_prior > 0);
		/* Two persons of one contact are two, unless they are as good as the same. */
		if (likeness.is_taken &&
		    !(is_weighed && weighed.bits >= question->weights->limit_bits))
			is_weighed = false;
		if (is_weighed || weighed.is_needed)
			ranking_add(ret, &weighed);
	}
}

static void tell_weight(const struct ranking *ranking, struct proposal *ret)
{
	if (ranking->n == 0)
		return;
	ret->best = ranking->list[0].candidate->child;
	ret->bits = ranking->list[0].bits;
	ret->levels = ranking->list[0].levels;
	if (ranking->n == 1)
		return;
	ret->second = ranking->list[1].candidate->child;
	ret->second_bits = ranking->list[1].bits;
}

static void ask_person(const struct climb *climb, const struct ranking *ranking,
		       enum match_reason reason, struct proposal *ret)
{
	const struct weights *weights = climb->question->weights;

	ret->reason = reason;
	ret->verdict = VERDICT_REVIEW;
	for (size_t i = 0; i < ranking->n; i++) {
		const struct weighed *weighed = &ranking->list[i];

		if (!weighed->is_needed &&
		    (weights == NULL || weighed->bits < weights->review_from_bits))
			continue;
		ret->doubts[ret->n_doubts++] = (struct doubt){ weighed->candidate->child,
							       weighed->bits, weighed->levels };
	}
}

static void decide_by_weight(const struct climb *climb, const struct ranking *ranking,
			     struct proposal *ret)
{
	const struct weights *weights = climb->question->weights;
	const struct weighed *best = &ranking->list[0];

	if (ranking->n == 0 || best->bits < weights->review_from_bits)
		return;
	if (best->bits < weights->limit_bits) {
		ask_person(climb, ranking, MATCH_NEW_POSSIBLE, ret);
		return;
	}
	bool is_clear = ranking->n == 1 ||
			best->bits - ranking->list[1].bits >= weights->margin_bits;

	if (best->is_vetoed || !is_clear) {
		ask_person(climb, ranking, best->is_vetoed ? MATCH_NEW_VETOED : MATCH_NEW_CLOSE,
			   ret);
		return;
	}
	ret->child = best->candidate->child;
	ret->reason = MATCH_WEIGHT;
	ret->verdict = VERDICT_LINK;
}

/* ---- The ladder ---- */

static const struct candidate *unless_between(const struct fit *fit)
{
	return fit->between ? NULL : fit->best.candidate;
}

/* The steps that link without weighing; false: none applies. */
static bool link_by_number(const struct climb *climb, struct proposal *ret)
{
	const struct candidate *by_upn = climb->nhs_seen || climb->record_seen
						 ? NULL
						 : unless_between(&climb->upn);
	bool is_unborn_clear = !climb->unborn_between && !climb->question->said->is_multiple;
	const struct {
		const struct candidate *candidate;
		enum match_reason reason;
	} steps[] = {
		{ climb->record.best.candidate, MATCH_RECORD },
		{ unless_between(&climb->nhs), MATCH_NHS },
		{ by_upn, MATCH_UPN },
		{ climb->same, MATCH_WORD },
		{ is_unborn_clear ? climb->unborn : NULL, MATCH_UNBORN },
	};

	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		if (steps[i].candidate == NULL)
			continue;
		ret->child = ret->best = steps[i].candidate->child;
		ret->reason = steps[i].reason;
		ret->verdict = VERDICT_LINK;
		return true;
	}
	return false;
}

/* What numbers say that a person must look at; MATCH_NEW: nothing. */
static enum match_reason doubt_by_number(const struct climb *climb)
{
	if (climb->nhs.between || climb->upn.between || climb->unborn != NULL)
		return MATCH_NEW_BETWEEN;
	if (climb->record_seen)
		return MATCH_NEW_REUSED;
	if (climb->sealed_seen)
		return MATCH_NEW_VETOED;
	if (climb->nhs_seen)
		return MATCH_NEW_UNSURE;
	return climb->born_seen ? MATCH_NEW_BORN : MATCH_NEW;
}

void match_decide(const struct match_question *question, struct proposal *ret)
{
	struct climb climb = { .question = question };
	struct ranking ranking = { .n = 0 };

	*ret = (struct proposal){ .reason = MATCH_NEW, .verdict = VERDICT_NEW };
	for (size_t i = 0; i < question->n_candidates; i++)
		if (question->candidates[i].word != PERSON_DIFFERENT)
			take_candidate(&climb, &question->candidates[i]);
	if (link_by_number(&climb, ret))
		return;
	enum match_reason doubt = doubt_by_number(&climb);

	rank(&climb, &ranking);
	tell_weight(&ranking, ret);
	if (doubt != MATCH_NEW)
		ask_person(&climb, &ranking, doubt, ret);
	else if (question->weights != NULL)
		decide_by_weight(&climb, &ranking, ret);
}

const char *match_reason_name(enum match_reason reason)
{
	static const char *const names[MATCH_REASONS] = {
		"record",
		"nhs-number",
		"new-child",
		"new-child-record-reused",
		"new-child-nhs-unconfirmed",
		"new-child-nhs-shared",
		"upn",
		"person",
		"weight",
		"unborn",
		"new-child-possible",
		"new-child-close",
		"new-child-vetoed",
		"new-child-born",
	};

	return names[reason];
}

const char *match_grade(double bits, const struct weights *weights)
{
	if (bits >= weights->limit_bits)
		return "certain";
	if (bits >= weights->probable_bits)
		return "probable";
	return bits >= weights->review_from_bits ? "possible" : "certainly-not";
}
