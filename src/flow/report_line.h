/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * One log line of an authentication.  Floor 4.
 */
#ifndef BARO_FLOW_REPORT_LINE_H
#define BARO_FLOW_REPORT_LINE_H

#include "base/error.h"
#include "base/span.h"
#include "codec/message.h"
#include "flow/session.h"

/* What is reported, and what its lines speak of. */
struct baro_reported {
	const struct baro_session *session;
	enum baro_error verdict;
	struct baro_span setting;	/* a directive of the record */
};

/**
 * baro_report_line(r, message):
 * Log ${message} with its places filled from ${r}.  What a stranger can choose
 * becomes a field (codec/message.h), in whatever line it stands.
 */
void baro_report_line(const struct baro_reported *r,
    enum baro_message message);

#endif /* BARO_FLOW_REPORT_LINE_H */
