/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The work of an attempt where there is no record: what an answer costs must
 * not tell who has one (P-044, T30).  Floor 4.
 */
#ifndef BARO_FLOW_DECOY_H
#define BARO_FLOW_DECOY_H

#include "flow/session.h"

/**
 * baro_decoy_look(session):
 * Look for the record of a user who may not exist, where there is a place to
 * look at: there is none in the home of who has no home.
 */
void baro_decoy_look(struct baro_session *session);

/**
 * baro_decoy_attempt(session):
 * Do the work of a decision and of its write, on a record that is nobody's.
 * The session's own record is overwritten: nothing may be asked of it later.
 */
void baro_decoy_attempt(struct baro_session *session);

#endif /* BARO_FLOW_DECOY_H */
