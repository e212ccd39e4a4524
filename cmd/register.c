/* tlsafe-register: the base registry (基础数据库): units, bodies and other kinds that have no
 * workflow. */
#include "common/verbs.h"

static const struct cmd_verb verbs[] = {
	{ "add", "FIELD=VALUE...|-", "Enter a record",
	  "tlsafe-register add name=铜梁某厂 kind=enterprise town=蒲吕街道",
	  OPTIONS(OPTS_ADD), verb_add,
	  NULL },
	{ "import", "FILE|-", "Read a list", "tlsafe-register import units.csv",
	  OPTIONS(OPTS_IMPORT, OPT_ON, OPT_CORRECT),
	  verb_import, NULL },
	{ "set", "ID... FIELD=VALUE...|-", "Enter a change of fields, or mend a mistake",
	  "tlsafe-register set U000029 phone=023-45600001 --on 2018-07-01",
	  OPTIONS(OPTS_SET), verb_act,
	  NULL },
	{ "retire", "ID...|- [status=STATUS]",
	  "Give records up: closed, or moved, demolished and the like",
	  "tlsafe-register retire U000029 status=moved --reason '迁往外区' --on 2018-07-01",
	  OPTIONS(OPTS_ACT, OPT_BY), verb_act, NULL },
	{ "list", "[FILTER...]", "List records", "tlsafe-register list town=蒲吕街道 kind=site",
	  OPTIONS(OPTS_LIST), verb_list, NULL },
	{ "show", "ID...|-", "Show all fields of records", "tlsafe-register show U000029",
	  OPTIONS(OPTS_SHOW), verb_show, NULL },
	{ "history", "ID...|-", "Show what was entered about records",
	  "tlsafe-register history U000029", OPTIONS(OPTS_HISTORY), verb_history, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-register",
		         .about = "The base registry: units, bodies and other kinds of record",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_KIND, OPT_STORE) };

	return cmd_main(&c, argc, argv);
}
