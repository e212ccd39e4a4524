/* A second thread for jobs: they are done in their order, and what fails is told to who waits. */
#include "../unit.h"

#include "base/buf.h"
#include "base/worker.h"

static struct tl_buf done;	/* by the jobs alone, until they are waited for */

static int note(void *ctx, struct tl_err *err)
{
	const char *word = ctx;

	tl_buf_str(&done, word);
	return *word == '!' ? tl_err_hint(err, TLSAFE_EINPUT, "mend it", "job %s", word) : 0;
}

static void forget(void)
{
	tl_buf_release(&done);
}

static void jobs_are_done_in_their_order(void **state)
{
	static char *const words[] = { "a", "b", "c" };
	struct tl_err err = { 0 };
	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		struct tl_worker *w = tl_worker_new(alone);
		uint64_t last = 0;
		assert_non_null(w);
		for (uint64_t i = 0; i < 1000; i++) {
			last = tl_worker_give(w, note, words[i % 3]);
			assert_int_equal(last, i + 1);
			if (i % 100 == 7)
				assert_int_equal(tl_worker_wait(w, last - 2, &err), 0);
		}
		assert_int_equal(tl_worker_wait(w, last, &err), 0);
		assert_int_equal(done.len, 1000);
		for (size_t i = 0; i < done.len; i++)
			assert_int_equal(done.data[i], words[i % 3][0]);
		tl_worker_freep(&w);
		assert_null(w);
		forget();
	}
}

static void what_was_given_is_done_before_the_end(void **state)
{
	struct tl_worker *w = tl_worker_new(false);
	(void)state;
	for (int i = 0; i < 9; i++)
		tl_worker_give(w, note, "x");
	tl_worker_freep(&w);
	assert_string_equal(done.data, "xxxxxxxxx");
	forget();
	tl_worker_freep(&w);
}

static void behind_a_job_that_failed_none_is_done(void **state)
{
	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		struct tl_worker *w = tl_worker_new(alone);
		struct tl_err err = { 0 };
		uint64_t first = tl_worker_give(w, note, "a");
		assert_int_equal(tl_worker_wait(w, first, &err), 0);
		tl_worker_give(w, note, "!1");
		tl_worker_give(w, note, "b");
		assert_int_equal(tl_worker_wait(w, tl_worker_give(w, note, "!2"), &err),
		                 TLSAFE_EINPUT);
		assert_string_equal(err.text, "job !1");
		assert_string_equal(err.hint, "mend it");
		assert_string_equal(done.data, "a!1");
		tl_worker_freep(&w);
		forget();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_are_done_in_their_order),
		cmocka_unit_test(what_was_given_is_done_before_the_end),
		cmocka_unit_test(behind_a_job_that_failed_none_is_done),
	};
	return cmocka_run_group_tests_name("base/worker", tests, NULL, NULL);
}
