/* tlsafe-hazard: the hazard's life (隐患). */
#include "common/verbs.h"

static const struct cmd_verb verbs[] = {
	{ "add", "FIELD=VALUE...|-", "Report a hazard",
	  "tlsafe-hazard add unit=U000029 found=2018-07-02 source=patrol level=general category=19 "
	  "description='配电箱缺少防护罩'",
	  OPTS_ADD | BIT(BY) | BIT(EXPLAIN), verb_add, NULL },
	{ "import", "FILE|-", "Read a hazard ledger", "tlsafe-hazard import hazards.csv",
	  (OPTS_IMPORT & ~(BIT(ON) | BIT(CORRECT))) | BIT(UNKNOWN_UNIT), verb_import, NULL },
	{ "assign", "ID...|- [FIELD=VALUE...]", "Assign hazards to a body (交办), or to another",
	  "tlsafe-hazard assign H20180702-0001 --to 蒲吕街道 --due 2018-07-17 --on 2018-07-02",
	  OPTS_ACT | BIT(TO) | BIT(DUE) | BIT(REPLACE_DUE) | BIT(APPROVED_BY) | BIT(BY) | BIT(CC) |
	          BIT(EXPLAIN),
	  verb_act,
	  FILLS({ OPT_TO, "assignee" }, { OPT_DUE, "deadline" }, { OPT_CC, "cc" },
	        { OPT_APPROVED_BY, "approved_by" }) },
	{ "accept", "ID...|-", "Accept what was assigned (签收)",
	  "tlsafe-hazard accept H20180702-0001 --by 李 --on 2018-07-03", OPTS_ACT | BIT(BY),
	  verb_act, NULL },
	{ "return", "ID...|-", "Send back what was assigned (退回)",
	  "tlsafe-hazard return H20180702-0001 --reason '不属本单位' --on 2018-07-03",
	  OPTS_ACT | BIT(BY), verb_act, NULL },
	{ "plan", "ID...|- plan_FIELD=VALUE...", "Enter the plan of a major hazard (治理方案)",
	  "tlsafe-hazard plan H20180702-0001 plan_measures=停用更换 --on 2018-07-03",
	  OPTS_ACT | BIT(BY), verb_act, NULL },
	{ "rectify", "ID...|- [FIELD=VALUE...]", "Report that hazards are put right (整改)",
	  "tlsafe-hazard rectify H20180702-0001 --note '已加装' --cost 320 --on 2018-07-10 --by 王",
	  OPTS_ACT | BIT(BY) | BIT(COST) | BIT(FIXED_NOW), verb_act, FILLS({ OPT_COST, "cost" }) },
	{ "verify", "ID...|-", "Recheck hazards (复查): passed ones are closed (销号)",
	  "tlsafe-hazard verify H20180702-0001 --pass --on 2018-07-11 --by 李",
	  OPTS_ACT | BIT(BY) | BIT(PASS) | BIT(FAIL) | BIT(DUE) | BIT(APPROVED_BY) |
	          BIT(RECTIFIED) | BIT(EXPLAIN),
	  verb_act, FILLS({ OPT_DUE, "due" }, { OPT_APPROVED_BY, "approved_by" }) },
	{ "extend", "ID...|-", "Extend the due date (延期)",
	  "tlsafe-hazard extend H20180702-0001 --until 2018-08-01 --reason '设备到货延迟' "
	  "--approved-by 张 --on 2018-07-05",
	  OPTS_ACT | BIT(UNTIL) | BIT(REFUSE) | BIT(APPROVED_BY) | BIT(BY) | BIT(EXPLAIN), verb_act,
	  FILLS({ OPT_UNTIL, "extended_to" }, { OPT_APPROVED_BY, "approved_by" }) },
	{ "grade", "ID...|-", "Change the level (升降级), or mend a wrong one",
	  "tlsafe-hazard grade H20180702-0001 --level major --criterion '判定标准第四条' --reason "
	  "'复核' --on 2018-07-05",
	  OPTS_ACT | BIT(LEVEL) | BIT(CRITERION) | BIT(APPROVED_BY) | BIT(BY) | BIT(CORRECT) |
	          BIT(DUE) | BIT(EXPLAIN),
	  verb_act,
	  FILLS({ OPT_DUE, "due" }, { OPT_APPROVED_BY, "approved_by" }, { OPT_LEVEL, "level" },
	        { OPT_CRITERION, "criterion" }) },
	{ "supervise", "ID...|-", "List major hazards for supervision (挂牌督办), or lift it",
	  "tlsafe-hazard supervise H20180702-0001 --level city --no '安委办〔2018〕9号' "
	  "--on 2018-07-06",
	  OPTS_ACT | BIT(BY) | BIT(LEVEL) | BIT(NO) | BIT(LIFT), verb_act,
	  FILLS({ OPT_LEVEL, "listed_level" }, { OPT_NO, "listed_no" }) },
	{ "urge", "ID...|-", "Urge whoever has it (催办)",
	  "tlsafe-hazard urge H20180702-0001 --letter '督办函〔2018〕3号' --on 2018-07-12",
	  OPTS_ACT | BIT(BY) | BIT(LETTER), verb_act, FILLS({ OPT_LETTER, "letter" }) },
	{ "refer", "ID...|-", "Refer hazards to a body outside (移送)",
	  "tlsafe-hazard refer H20180702-0001 --to 区应急局 --basis '职责分工第三条' "
	  "--promised 2018-08-01 --on 2018-07-06",
	  OPTS_ACT | BIT(BY) | BIT(TO) | BIT(BASIS) | BIT(PROMISED) | BIT(EXPLAIN), verb_act,
	  FILLS({ OPT_TO, "referred_to" }, { OPT_BASIS, "basis" }, { OPT_PROMISED, "promised" }) },
	{ "answer", "ID...|-", "Enter the answer of that body (回函)",
	  "tlsafe-hazard answer H20180702-0001 --outcome done --on 2018-07-30",
	  OPTS_ACT | BIT(BY) | BIT(OUTCOME), verb_act, FILLS({ OPT_OUTCOME, "outcome" }) },
	{ "evaluate", "ID...|-", "Evaluate how closed hazards were handled (评价)",
	  "tlsafe-hazard evaluate H20180702-0001 --score 4 --by 张 --on 2018-08-02",
	  OPTS_ACT | BIT(BY) | BIT(SCORE), verb_act, FILLS({ OPT_SCORE, "score" }) },
	{ "note", "ID...|-", "Note progress (进展)",
	  "tlsafe-hazard note H20180702-0001 --note '已电话通知'", OPTS_ACT | BIT(BY), verb_act,
	  NULL },
	{ "void", "ID...|-", "Take hazards out of every count (作废)",
	  "tlsafe-hazard void H20180702-0001 --reason duplicate",
	  OPTS_ACT | BIT(DUPLICATE_OF) | BIT(BY), verb_act,
	  FILLS({ OPT_DUPLICATE_OF, "duplicate_of" }) },
	{ "set", "ID... FIELD=VALUE...|-", "Enter a change of fields, or mend a mistake",
	  "tlsafe-hazard set H20180702-0001 category=18 --correct --reason '登记有误'",
	  OPTS_SET | BIT(FROM_UNIT), verb_act, NULL },
	{ "list", "[FILTER...]", "List hazards",
	  "tlsafe-hazard list open town=500151004 due=..2018-06-30 -o json", OPTS_LIST, verb_list,
	  NULL },
	{ "show", "ID...|-", "Show all fields of hazards",
	  "tlsafe-hazard show H20180702-0001 -o json", OPTS_SHOW, verb_show, NULL },
	{ "history", "ID...|-", "Show what was entered about hazards",
	  "tlsafe-hazard history H20180702-0001 -o json", OPTS_SHOW & ~BIT(FIELDS), verb_history,
	  NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-hazard",
		         .about = "The hazard's life, from report to closing",
		         .verbs = verbs,
		         .before = BIT(STORE),
		         .kind = "hazard" };

	return cmd_main(&c, argc, argv);
}
