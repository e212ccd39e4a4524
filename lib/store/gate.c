/* The gate: one writer at a time, with a time-out and a name. */
#include "store/gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

void tl_gate_leave(struct tl_gate *g)
{
	if (g->fd >= 0) {
		if (ftruncate(g->fd, 0))	/* only a name is left behind: harmless */
			errno = 0;
		close(g->fd);
	}
	g->fd = -1;
}

/* Who holds it: "li (pid 812, tlsafe-hazard import x.csv, since 2026-03-05T15:08:09+08:00)". */
static int gate_busy(struct tlsafe *t, int fd)
{
	char holder[512];
	ssize_t n = pread(fd, holder, sizeof(holder) - 1, 0);

	holder[n > 0 ? n : 0] = 0;
	return tl_err_hint(&t->err, TLSAFE_EBUSY,
	                   "nothing was saved, try again later or with a longer --wait",
	                   "the store is being written by %s", n > 0 ? holder : "another program");
}

int tl_gate_enter(struct tl_gate *g, struct tlsafe *t)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	const struct timespec nap = { 0, 10 * 1000 * 1000 };
	char *path, at[TL_INSTANT_TEXT];

	if (!t->path)
		return 0;
	if (asprintf(&path, "%s/gate", t->path) < 0)
		return tl_err_memory(&t->err);
	g->fd = open(path, O_RDWR | O_CLOEXEC);
	free(path);
	if (g->fd < 0)
		return tl_err_errno(&t->err, "cannot write to the store: its file gate");
	for (double waited = 0; fcntl(g->fd, F_OFD_SETLK, &lock); waited += 0.01) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return tl_err_errno(&t->err, "cannot lock the store: its file gate");
		if (waited >= t->wait) {
			int rc = gate_busy(t, g->fd);
			close(g->fd);
			g->fd = -1;
			return rc;
		}
		nanosleep(&nap, NULL);
	}
	TL_BUF text = { 0 };
	tl_buf_printf(&text, "%s (pid %llu, %s, since %s)", t->actor.len ? t->actor.data : "?",
	              (unsigned long long)t->pid, t->command.len ? t->command.data : "?",
	              tl_instant_format(at, t->now, t->genesis.offset, false));
	/* The name is a courtesy: a disk too full for it is met again by the commit. */
	if (text.failed || ftruncate(g->fd, 0) ||
	    pwrite(g->fd, text.data, text.len < 500 ? text.len : 500, 0) < 0)
		errno = 0;
	return 0;
}
