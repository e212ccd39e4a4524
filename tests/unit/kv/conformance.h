/* What every engine of the store interface does alike: the cases, and their helpers. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include "../unit.h"

#include "kv/kv.h"

struct engine {
	const struct tl_kv_ops *ops;
	struct tl_kv *kv;
	char dir[64];		/* empty: it has none */
	struct tl_err err;
};

/* Closes the engine in *STATE and removes what it left. */
int engine_close(void **state);
struct tl_kv_txn *engine_begin(struct engine *e, bool write);
void engine_put(struct engine *e, struct tl_kv_txn *t, const char *key, const char *val);
void engine_commit(struct engine *e, struct tl_kv_txn *t);
/* VAL NULL: KEY is not there. */
void engine_holds(struct engine *e, struct tl_kv_txn *t, const char *key, const char *val);
/* WANT: the keys that a scan gives, joined by blanks. */
void engine_scans(struct engine *e, struct tl_kv_txn *t, const char *from, const char *upto,
                  bool back, const char *want);

#define CONFORMANCE(X) \
	X(put_is_got_after_commit) \
	X(abort_leaves_nothing) \
	X(a_reader_sees_its_own_moment) \
	X(scans_keep_order_and_range) \
	X(del_takes_away) \
	X(a_scan_goes_on_while_puts_come) \
	X(sizes_are_kept) \
	X(random_work_agrees_with_a_model) \
	X(long_scans_go_both_ways) \
	X(bytes_of_any_value_make_a_key) \
	X(a_scan_goes_on_while_dels_come) \
	X(what_is_not_there_sets_no_text) \
	X(a_reader_may_not_write) \
	X(no_key_is_refused) \
	X(commit_and_abort_take_the_handle) \
	X(readers_of_several_moments_stand_side_by_side) \
	X(a_hint_changes_nothing) \
	X(its_size_and_engine_are_told)

#define X(test) void test(void **state);
CONFORMANCE(X)
#undef X

#endif
