/*
 * A second thread for work that can wait: jobs are done one after the other, in the order in which
 * they are given, while their giver goes on. Few of them wait at a time. Where no thread can be
 * started, a job is done as it is given, by its giver: nothing but time tells the two apart.
 */
#ifndef TL_WORKER_H
#define TL_WORKER_H

#include "base/err.h"

#define TL_WORKER_JOBS 4		/* given and not done */

struct tl_worker;
/* ALONE: without a thread. NULL: no memory. */
struct tl_worker *tl_worker_new(bool alone);
/* Does what was given, and ends the thread. */
void tl_worker_freep(struct tl_worker **w);
/*
 * RUN is called with CTX, which only it touches until it is done, and an error to set; behind a job
 * that failed none is. Waits while too many do. The number of the job, from 1.
 */
uint64_t tl_worker_give(struct tl_worker *w, int (*run)(void *ctx, struct tl_err *err), void *ctx);
/* Until JOB is done: 0, or the error of the first one that failed. */
int tl_worker_wait(struct tl_worker *w, uint64_t job, struct tl_err *err);

#endif
