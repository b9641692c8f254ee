/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * Signals that end or stop the tool: SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE
 * and SIGTSTP.  Floor 5.
 */
#ifndef BARO_CLI_SIGNALS_H
#define BARO_CLI_SIGNALS_H

/**
 * baro_signals_last_words(text):
 * From now on a signal that ends us (an interrupt, a reader who goes away)
 * writes the static ${text} to standard error first.
 */
void baro_signals_last_words(const char *text);

/**
 * baro_signals_first_words(text):
 * From now on it writes the static ${text} before these; "" for nothing.
 */
void baro_signals_first_words(const char *text);

/**
 * baro_signals_block():
 * From now on let them wait, for something that nobody else can hold up, and
 * that is to be done whole.  Nothing is printed meanwhile.
 */
void baro_signals_block(void);

/**
 * baro_signals_restore():
 * If they wait, let those come that did before.
 */
void baro_signals_restore(void);

#endif /* BARO_CLI_SIGNALS_H */
