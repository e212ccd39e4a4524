/* Children that read pictures: their limits, and what goes to and fro. */
#include "image/looker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

#define CHILDREN 2
#define CHILDREN_MAX 16

/* A sanitizer has more room than there is, and reports where errors go. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

struct child {
	pid_t pid;		/* 0: none is there */
	int fd, timer;
	bool busy;
	void *tag;
};

struct tl_looker {
	struct tl_looker_how how;
	struct child child[CHILDREN_MAX];
	size_t n, next;		/* whose turn it is: who has waited longest is asked first */
};

/* Goes before the bytes of a picture. */
struct order {
	uint64_t len;
	uint32_t width, height;
};

/* --- in a child ------------------------------------------------------------------ */

static void limit(int what, rlim_t n)
{
	/* What cannot be lowered is lower already. */
	setrlimit(what, &(struct rlimit){ n, n });
}

/* Bytes that the process has mapped, a store perhaps among them. */
static rlim_t mapped(void)
{
	unsigned long pages = 0;
	char text[64] = "";
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (n > 0)
		pages = strtoul(text, NULL, 10);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void shut_in(int fd)
{
	sigset_t none;
	unsigned from = SANITIZED ? 3 : 0;

	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!SANITIZED)
		limit(RLIMIT_AS, mapped() + ((rlim_t)TL_LOOKER_MEGABYTES << 20));
	if ((unsigned)fd > from)
		close_range(from, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0u, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 0);
}

/* So many seconds more from here. */
static void limit_time(void)
{
	struct rusage used;
	struct rlimit cpu;

	if (getrusage(RUSAGE_SELF, &used) || getrlimit(RLIMIT_CPU, &cpu))
		return;
	cpu.rlim_cur = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
		       TL_LOOKER_SECONDS + 1;
	setrlimit(RLIMIT_CPU, &cpu);
}

static bool get(int fd, void *to, size_t n)
{
	for (char *at = to; n;) {
		ssize_t got = recv(fd, at, n, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool put(int fd, const void *from, size_t n)
{
	for (const char *at = from; n;) {
		ssize_t sent = send(fd, at, n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		at += sent;
		n -= (size_t)sent;
	}
	return true;
}

static int look(struct tl_bytes bytes, const struct order *o, struct tl_looked *got,
                struct tl_image *small, struct tl_err *err)
{
	TL_IMAGE image = { 0 };
	int rc = tl_image_read(bytes, &image, &got->info, err);

	if (!rc)
		rc = tl_see(&image, &got->seen, err);
	if (!rc && o->width)
		rc = tl_image_shrink(&image, o->width, o->height, small, err);
	return rc;
}

static bool answer(int fd, const struct order *o, char *bytes)
{
	struct tl_looked got = { 0 };
	struct tl_err err = { 0 };
	TL_IMAGE small = { 0 };

	tl_memory_begin();
	limit_time();
	got.code = look(tl_bytes(bytes, o->len), o, &got, &small, &err);
	if (got.code == TLSAFE_EMEMORY)
		snprintf(got.why, sizeof(got.why), "reading it takes more than %d MB",
		         TL_LOOKER_MEGABYTES);
	else if (got.code)
		snprintf(got.why, sizeof(got.why), "%.255s", err.text);
	if (!got.code) {
		got.width = small.width;
		got.height = small.height;
	}
	return put(fd, &got, sizeof(got)) &&
	       (!got.width || put(fd, small.rgb, tl_image_size(&small)));
}

static void live(int fd)
{
	struct order o;
	bool goes_on = true;

	shut_in(fd);
	while (goes_on && get(fd, &o, sizeof(o))) {
		char *bytes = malloc(o.len + 1);
		goes_on = bytes && get(fd, bytes, o.len) && answer(fd, &o, bytes);
		free(bytes);
	}
	_exit(0);
}

/* --- beside it -------------------------------------------------------------------- */

static void end_child(struct child *c, int *status)
{
	if (!c->pid)
		return;
	kill(c->pid, SIGKILL);
	while (waitpid(c->pid, status, 0) < 0 && errno == EINTR)
		;
	close(c->fd);
	if (c->timer >= 0)
		close(c->timer);
	*c = (struct child){ .pid = 0 };
}

static int begin_child(struct child *c, struct tl_err *err)
{
	int pair[2];

	*c = (struct child){ .pid = 0 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return tl_err_errno(err, "a child that reads pictures");
	c->pid = fork();
	if (!c->pid)
		live(pair[1]);
	close(pair[1]);
	c->fd = pair[0];
	c->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (c->pid > 0 && c->timer >= 0)
		return 0;
	tl_err_errno(err, "a child that reads pictures");
	if (c->pid < 0) {
		close(c->fd);
		c->pid = 0;
	}
	end_child(c, NULL);
	return TLSAFE_ESYSTEM;
}

static void set_timer(const struct child *c, time_t seconds)
{
	timerfd_settime(c->timer, 0, &(struct itimerspec){ .it_value.tv_sec = seconds }, NULL);
}

enum reached { DONE, DEAD, LATE };

/* Until N bytes went out of FROM, or came into TO. */
static enum reached move(const struct child *c, const char *from, char *to, size_t n)
{
	while (n) {
		struct pollfd wait[2] = { { c->fd, from ? POLLOUT : POLLIN, 0 },
			                  { c->timer, POLLIN, 0 } };
		ssize_t moved;
		if (poll(wait, 2, -1) < 0 && errno != EINTR)
			return DEAD;
		if (from)
			moved = send(c->fd, from, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		else
			moved = recv(c->fd, to, n, MSG_DONTWAIT);
		if (!moved || (moved < 0 && errno != EAGAIN && errno != EINTR))
			return DEAD;
		if (moved < 0) {
			if (wait[1].revents)
				return LATE;
			continue;
		}
		n -= (size_t)moved;
		from = from ? from + moved : NULL;
		to = to ? to + moved : NULL;
	}
	return DONE;
}

/* What is said of a picture with which a child ended. */
static void say_dead(struct tl_looked *got, enum reached how, int status)
{
	*got = (struct tl_looked){ .code = TLSAFE_EINPUT };
	if (how == LATE || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		snprintf(got->why, sizeof(got->why), "reading it takes more than %d s",
		         TL_LOOKER_SECONDS);
	else if (WIFSIGNALED(status))
		snprintf(got->why, sizeof(got->why), "reading it ends the reader: %s",
		         strsignal(WTERMSIG(status)));
	else
		snprintf(got->why, sizeof(got->why), "reading it ends the reader");
}

/* What came is no more to be trusted than the picture. */
static bool is_sound(const struct tl_looker *d, const struct tl_looked *got)
{
	return got->code <= 0 && !got->why[sizeof(got->why) - 1] &&
	       !got->info.taken[sizeof(got->info.taken) - 1] &&
	       got->width <= d->how.width && got->height <= d->how.height &&
	       !got->width == !got->height;
}

static enum reached hear(const struct tl_looker *d, const struct child *c,
                         struct tl_looked *got, struct tl_image *small)
{
	enum reached r = move(c, NULL, (char *)got, sizeof(*got));

	if (r == DONE && !is_sound(d, got))
		return DEAD;
	if (r != DONE || !got->width)
		return r;
	if (tl_image_make(small, got->width, got->height, NULL))
		return DEAD;
	return move(c, NULL, (char *)small->rgb, tl_image_size(small));
}

/* The answer of C, which is busy. */
static int take(struct tl_looker *d, struct child *c, struct tl_err *err)
{
	struct tl_looked got;
	TL_IMAGE small = { 0 };
	enum reached r = hear(d, c, &got, &small);
	void *tag = c->tag;

	c->busy = false;
	if (r == DONE) {
		set_timer(c, 0);
	} else {
		int status = 0;
		end_child(c, &status);
		say_dead(&got, r, status);
		tl_image_release(&small);
	}
	return d->how.take(d->how.ctx, tag, &got, small.rgb ? &small : NULL, err);
}

int tl_looker_new(struct tl_looker **ret, const struct tl_looker_how *how, struct tl_err *err)
{
	int rc = tl_image_ready(err);

	*ret = NULL;
	if (rc)
		return rc;
	*ret = calloc(1, sizeof(**ret));
	if (!*ret)
		return tl_err_memory(err);
	(*ret)->how = *how;
	(*ret)->n = how->children ? how->children : CHILDREN;
	if ((*ret)->n > CHILDREN_MAX)
		(*ret)->n = CHILDREN_MAX;
	return 0;
}

static enum reached order(const struct tl_looker *d, struct child *c, struct tl_bytes bytes)
{
	const struct order o = { bytes.len, d->how.width, d->how.height };
	enum reached r;

	set_timer(c, TL_LOOKER_SECONDS);
	r = move(c, (const char *)&o, NULL, sizeof(o));
	return r == DONE ? move(c, bytes.data, NULL, bytes.len) : r;
}

int tl_looker_give(struct tl_looker *d, struct tl_bytes bytes, void *tag, struct tl_err *err)
{
	struct child *c = &d->child[d->next];
	struct tl_looked got;
	int rc = c->busy ? take(d, c, err) : 0, status = 0;

	d->next = (d->next + 1) % d->n;
	/* A child that ends before it has the picture did not end of it. */
	for (int tries = 0; !rc && tries < 2; tries++) {
		if (!c->pid)
			rc = begin_child(c, err);
		if (!rc && order(d, c, bytes) == DONE) {
			c->busy = true;
			c->tag = tag;
			return 0;
		}
		if (!rc)
			end_child(c, &status);
	}
	if (rc)
		return rc;
	/* It is told behind those that were given before. */
	rc = tl_looker_finish(d, err);
	say_dead(&got, DEAD, status);
	return rc ? rc : d->how.take(d->how.ctx, tag, &got, NULL, err);
}

int tl_looker_finish(struct tl_looker *d, struct tl_err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < d->n; i++) {
		struct child *c = &d->child[(d->next + i) % d->n];
		if (c->busy)
			rc = take(d, c, err);
	}
	return rc;
}

void tl_looker_freep(struct tl_looker **d)
{
	for (size_t i = 0; *d && i < (*d)->n; i++)
		end_child(&(*d)->child[i], NULL);
	free(*d);
	*d = NULL;
}
