/* One second thread behind a short queue. */
#include "base/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/memory.h"

/* Beside its heap, what a job needs; a limit on memory counts it. */
#define STACK (256 * 1024)

struct tl_worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t moved;		/* a job was given or done, or there will be no more */
	struct job {
		int (*run)(void *ctx, struct tl_err *err);
		void *ctx;
	} job[TL_WORKER_JOBS];		/* job N lies at (N - 1) % TL_WORKER_JOBS */
	uint64_t given, done;
	bool alone, ended;
	int failed;			/* the first error, and its text */
	struct tl_err err;
};

/* Job DONE + 1, without the lock. */
static void do_next(struct tl_worker *w, struct job job)
{
	struct tl_err err = { 0 };
	int rc = w->failed ? 0 : job.run(job.ctx, &err);

	if (!w->alone)
		pthread_mutex_lock(&w->lock);
	if (rc) {
		w->failed = rc;
		w->err = err;
	}
	w->done++;
	if (!w->alone)
		pthread_cond_broadcast(&w->moved);
}

static void *work(void *ctx)
{
	struct tl_worker *w = ctx;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->given == w->done && !w->ended)
			pthread_cond_wait(&w->moved, &w->lock);
		if (w->given == w->done)
			break;
		struct job job = w->job[w->done % TL_WORKER_JOBS];
		pthread_mutex_unlock(&w->lock);
		do_next(w, job);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

/* Signals are for the thread that was there before. */
static bool start(struct tl_worker *w)
{
	pthread_attr_t attr;
	sigset_t all, was;
	bool ok;

	if (pthread_attr_init(&attr))
		return false;
	sigfillset(&all);
	ok = !pthread_attr_setstacksize(&attr, STACK) && !pthread_sigmask(SIG_SETMASK, &all, &was);
	if (ok) {
		ok = !pthread_create(&w->thread, &attr, work, w);
		pthread_sigmask(SIG_SETMASK, &was, NULL);
	}
	pthread_attr_destroy(&attr);
	return ok;
}

struct tl_worker *tl_worker_new(bool alone)
{
	struct tl_worker *w = tl_got(calloc(1, sizeof(*w)));

	if (!w)
		return NULL;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->moved, NULL);
	w->alone = alone || !start(w);
	return w;
}

void tl_worker_freep(struct tl_worker **ret)
{
	struct tl_worker *w = *ret;

	*ret = NULL;
	if (!w)
		return;
	if (!w->alone) {
		pthread_mutex_lock(&w->lock);
		w->ended = true;
		pthread_cond_broadcast(&w->moved);
		pthread_mutex_unlock(&w->lock);
		pthread_join(w->thread, NULL);
	}
	pthread_cond_destroy(&w->moved);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

uint64_t tl_worker_give(struct tl_worker *w, int (*run)(void *ctx, struct tl_err *err), void *ctx)
{
	struct job job = { run, ctx };
	uint64_t number;

	if (w->alone) {
		do_next(w, job);
		return ++w->given;
	}
	pthread_mutex_lock(&w->lock);
	while (w->given - w->done == TL_WORKER_JOBS)
		pthread_cond_wait(&w->moved, &w->lock);
	w->job[w->given % TL_WORKER_JOBS] = job;
	number = ++w->given;
	pthread_cond_broadcast(&w->moved);
	pthread_mutex_unlock(&w->lock);
	return number;
}

int tl_worker_wait(struct tl_worker *w, uint64_t job, struct tl_err *err)
{
	int failed;

	if (!w->alone)
		pthread_mutex_lock(&w->lock);
	while (w->done < job)
		pthread_cond_wait(&w->moved, &w->lock);
	failed = w->failed;
	if (!w->alone)
		pthread_mutex_unlock(&w->lock);
	if (failed == TLSAFE_EMEMORY)
		return tl_err_memory(err);
	return failed ? tl_err_pass(err, failed, &w->err) : 0;
}
