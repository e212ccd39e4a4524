/* Libraries that are loaded once they are called. The only file that includes <dlfcn.h>. */
#include "base/library.h"

#include <dlfcn.h>
#include <pthread.h>

#include "base/buf.h"

static int fail(const struct tl_library *l, struct tl_err *err, const char *why)
{
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "install the package %s", l->package);
	return tl_err_hint(err, TLSAFE_EHELPER, hint.failed ? NULL : hint.data,
	                   "%s: a library cannot be loaded: %s", l->of, why);
}

static int load(struct tl_library *l, struct tl_err *err)
{
	void *opened = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);
	char *at = l->at;

	if (!opened)
		return fail(l, err, dlerror());
	for (const char *name = l->calls; *name; name += strlen(name) + 1) {
		void *found = dlsym(opened, name);
		if (!found)
			return fail(l, err, dlerror());
		memcpy(at, &found, sizeof(found));
		at += sizeof(found);
	}
	l->loaded = true;
	return 0;
}

int tl_library_load(struct tl_library *l, struct tl_err *err)
{
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	int rc = 0;

	pthread_mutex_lock(&one_at_a_time);
	if (!l->loaded)
		rc = load(l, err);
	pthread_mutex_unlock(&one_at_a_time);
	return rc;
}
