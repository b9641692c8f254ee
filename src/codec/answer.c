/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The typed answer.  Floor 1.  Its bytes are secret, its length is not: what
 * is read where depends on the length alone, and both readings (code and
 * emergency key) are always made.
 */
#include "codec/answer.h"

#include "base/constant_time.h"
#include "codec/record.h"

/* The number of bytes before the last ${tail} ones. */
static size_t
bytes_before(size_t length, size_t tail)
{
	return length < tail ? 0 : length - tail;
}

/* Whether an answer of ${length} bytes can end in ${digits} digits. */
static bool
length_fits(size_t length, size_t digits, enum baro_answer_form form)
{
	if (length > BARO_ANSWER_BYTES_MAX)
		return false;
	if (form == BARO_ANSWER_FORWARD_PASS)
		return length >= digits;
	return length == digits;
}

/*
 * Read the last ${digits} bytes as a number.  Where they are no number, or the
 * length does not fit, the mask is false and the number 0.
 */
static uint32_t
read_tail(struct baro_span in, size_t digits, enum baro_answer_form form,
    uint32_t *ret_value)
{
	size_t length = baro_span_length(in);
	uint32_t value = 0;
	uint32_t valid = 0;

	if (length_fits(length, digits, form))
		valid = baro_ct_decimal(baro_span_cut(in,
		    in.lo + bytes_before(length, digits), in.hi), &value);

	*ret_value = baro_ct_select(valid, value, 0);
	return valid;
}

/* see answer.h */
void
baro_answer_split(struct baro_span in, enum baro_answer_form form,
    struct baro_answer *ret_answer)
{
	size_t length = baro_span_length(in);
	uint32_t code = 0;
	uint32_t emergency = 0;
	uint32_t valid;

	ret_answer->empty = length == 0;
	ret_answer->password_end_code =
	    bytes_before(length, BARO_CODE_DIGITS);
	ret_answer->password_end_emergency =
	    bytes_before(length, BARO_EMERGENCY_DIGITS);

	ret_answer->code_valid = read_tail(in, BARO_CODE_DIGITS, form, &code);
	ret_answer->code = code;

	/* An emergency key has no leading zero. */
	valid = read_tail(in, BARO_EMERGENCY_DIGITS, form, &emergency);
	valid &= baro_ct_in_range(emergency, BARO_EMERGENCY_LOWEST,
	    BARO_EMERGENCY_HIGHEST);
	ret_answer->emergency_valid = valid;
	ret_answer->emergency = baro_ct_select(valid, emergency, 0);
}
