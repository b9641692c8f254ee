/* SPDX-License-Identifier: ISC */
/* Copyright (c) 2026 The baropam authors */
/*
 * The system log of the measured programs.  It is read between the logins, by
 * the measuring program itself: no other process wakes up while time counts.
 */
#include <err.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bench.h"

#define ADDRESS "/dev/log"

int
log_open(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int log = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path, ADDRESS, sizeof ADDRESS);
	(void)unlink(ADDRESS);
	if (log < 0 || bind(log, (const struct sockaddr *)&address,
	    sizeof address) != 0)
		err(1, ADDRESS);
	return log;
}

unsigned int
log_drain(int log)
{
	unsigned int lines = 0;
	char line[2048];

	while (recv(log, line, sizeof line, MSG_DONTWAIT) >= 0)
		lines++;
	return lines;
}

void
log_drain_until(int log, int others)
{
	struct pollfd at[2] = { { log, POLLIN, 0 }, { others, POLLIN, 0 } };

	do {
		if (poll(at, 2, -1) < 0)
			err(1, "poll");
		(void)log_drain(log);
	} while (at[1].revents == 0);
}
