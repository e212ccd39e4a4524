/*
 * Libraries of others that few commands need: loaded once they are called, since loading all of
 * them takes longer than the work of a short command.
 *
 *   #define CALLS(X) X(csv_init) X(csv_free)
 *   TL_LIBRARY("libcsv.so.3", "libcsv3", "CSV", CALLS)
 *   ...
 *   rc = tl_library_load(&library, err);
 *   lib.csv_init(...);
 *
 * declares `lib`, which has pointers to the functions of CALLS, declared by the library's header,
 * and `library`. They stay loaded.
 */
#ifndef TL_LIBRARY_H
#define TL_LIBRARY_H

#include "base/err.h"

struct tl_library {
	const char *file, *package;	/* which is asked for, and which has it */
	const char *of;			/* what it is for: the beginning of an error */
	const char *calls;		/* names of functions, an empty one behind them */
	void *at;			/* as many pointers to functions */
	bool loaded;
};

#define TL_LIBRARY_CALL(name) __typeof__(&(name)) name;
#define TL_LIBRARY_NAME(name) #name "\0"
#define TL_LIBRARY(file, package, of, CALLS) \
	static struct { CALLS(TL_LIBRARY_CALL) } lib; \
	static struct tl_library library = { file, package, of, CALLS(TL_LIBRARY_NAME), &lib, \
		                             false };

/* Loads L, unless it is loaded. TLSAFE_EHELPER: it is not there, or has not what is asked of it. */
int tl_library_load(struct tl_library *l, struct tl_err *err);

#endif
