/* tlsafe-snapshot: stills of cameras and photographs as evidence (图像). */
#include "common/verbs.h"

static const struct cmd_verb verbs[] = {
	{ "list", "[FILTER...]", "List stills", "tlsafe-snapshot list hazard=H20180702-0001",
	  OPTIONS(OPTS_LIST), verb_list, NULL },
	{ "show", "ID...|-", "Show all fields of stills", "tlsafe-snapshot show S000001",
	  OPTIONS(OPTS_SHOW), verb_show, NULL },
	{ "history", "ID...|-", "Show what was entered about stills",
	  "tlsafe-snapshot history S000001", OPTIONS(OPTS_HISTORY),
	  verb_history, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-snapshot",
		         .about = "Stills of cameras and photographs as evidence",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_STORE),
		         .kind = "still" };

	return cmd_main(&c, argc, argv);
}
