/*
 * Makes a sample district from a seed: a unit list and a hazard ledger as an office keeps them
 * (GB18030, CRLF, title rows, mixed spellings), or with --plain as a benchmark wants them. The same
 * arguments give the same bytes.
 */
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEN(a) (sizeof(a) / sizeof(*(a)))

static struct {
	uint64_t seed;
	long units, found, rectified, major, major_closed;
	int from, to;		/* days since 1970 */
	bool ids, plain, july;
	const char *dir;
} arg = { 1, 1600, 11744, 11306, -1, -1, 0, 0, false, false, false, NULL };

/* --- chance, the same everywhere: splitmix64 --------------------------------- */

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static uint64_t chance_state;

static uint64_t chance(uint64_t n)
{
	return mix(chance_state += 0x9e3779b97f4a7c15u) % n;
}

/* A choice that belongs to a cell, so that a later file spells it the same. */
static uint64_t of_cell(uint64_t row, uint64_t column, uint64_t n)
{
	return mix(arg.seed * 1000003 + row * 64 + column) % n;
}

/* --- days -------------------------------------------------------------------- */

static int day_of(int y, int m, int d)
{
	y -= m <= 2;
	int era = y / 400, yoe = y - era * 400,
	    doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void split_day(int day, int *y, int *m, int *d)
{
	int z = day + 719468, era = z / 146097, doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365,
	    doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	*d = doy - (153 * mp + 2) / 5 + 1;
	*m = mp < 10 ? mp + 3 : mp - 9;
	*y = yoe + era * 400 + (*m <= 2);
}

static int parse_day(const char *text)
{
	int y, m, d;
	return sscanf(text, "%d-%d-%d", &y, &m, &d) == 3 && m >= 1 && m <= 12 && d >= 1 && d <= 31 ?
	               day_of(y, m, d) :
	               0;
}

/* --- words ------------------------------------------------------------------- */

static const struct {
	const char *code, *name, *old;
} towns[] = {
	{ "500151001", "巴川街道", NULL },     { "500151002", "东城街道", NULL },
	{ "500151003", "南城街道", NULL },     { "500151004", "蒲吕街道", "蒲吕镇" },
	{ "500151005", "旧县街道", "旧县镇" }, { "500151101", "土桥镇", NULL },
	{ "500151103", "二坪镇", NULL },       { "500151104", "水口镇", NULL },
	{ "500151105", "安居镇", NULL },       { "500151106", "白羊镇", NULL },
	{ "500151107", "平滩镇", NULL },       { "500151108", "小林镇", NULL },
	{ "500151109", "双山镇", NULL },       { "500151110", "虎峰镇", NULL },
	{ "500151111", "石鱼镇", NULL },       { "500151112", "福果镇", NULL },
	{ "500151113", "庆隆镇", NULL },       { "500151114", "少云镇", NULL },
	{ "500151115", "维新镇", NULL },       { "500151116", "高楼镇", NULL },
	{ "500151117", "大庙镇", NULL },       { "500151118", "围龙镇", NULL },
	{ "500151119", "华兴镇", NULL },       { "500151120", "永嘉镇", NULL },
	{ "500151121", "安溪镇", NULL },       { "500151122", "西河镇", NULL },
	{ "500151123", "侣俸镇", NULL },       { "500151124", "太平镇", NULL },
};
static const struct {
	const char *code, *name, *sector, *sector_name, *tail;
	bool credit;
} sorts[] = {
	{ "enterprise", "企业", "107", "其他企业", "机械制造有限公司", true },
	{ "enterprise", "企业", "107", "其他企业", "建材有限责任公司", true },
	{ "enterprise", "企业", "106", "冶金、有色企业", "铸造厂", true },
	{ "enterprise", "企业", "1042", "经营企业和单位", "加油站", true },
	{ "enterprise", "企业", "201", "道路运输企业", "运输有限公司", true },
	{ "site", "建筑工地", "207", "建筑施工企业", "小区工地", false },
	{ "school", "学校", "208", "学校", "小学", true },
	{ "restaurant", "餐馆", "209", "商场、市场等人员密集场所", "火锅店", false },
	{ "crowded", "人员密集场所", "209", "商场、市场等人员密集场所", "超市", true },
	{ "care", "养老机构", "215", "其他企业单位", "养老院", true },
	{ "facility", "设施", "210", "水库", "水库", false },
	{ "point", "安全隐患点", "215", "其他企业单位", "路段", false },
};
static const char *const brands[] = { "鑫", "达", "宏", "盛", "源", "泰", "龙", "兴",
	                              "华", "安", "顺", "金", "永", "丰", "恒", "瑞",
	                              "嘉", "联", "巨", "腾", "博", "力", "新", "康" };
static const char *const faults[] = { "配电箱缺少防护罩",
	                              "灭火器压力不足",
	                              "安全出口被杂物堵塞",
	                              "传动部位未设防护栏",
	                              "未开展三级安全教育",
	                              "特种作业人员无证上岗",
	                              "气瓶未固定，与明火距离不足",
	                              "应急照明损坏",
	                              "临边未设置防护栏杆",
	                              "电线私拉乱接",
	                              "消火栓无水",
	                              "危险化学品混放",
	                              "未建立隐患排查制度",
	                              "有限空间作业无警示标志",
	                              "叉车未按期检验",
	                              "粉尘未及时清理",
	                              "警示标志缺失",
	                              "燃气管道老化",
	                              "疏散指示标志不亮",
	                              "设备接地不良" };
static const char *const fault_category[] = { "19", "18", "18", "15", "06", "17", "15",
	                                      "18", "16", "19", "18", "16", "04", "21",
	                                      "14", "16", "24", "15", "18", "19" };
static const char *const category_names[] = {
	"资质证照",         "安全生产管理机构及人员", "安全生产责任制",
	"安全生产管理制度", "安全操作规程",           "教育培训",
	"安全生产管理档案", "安全生产投入",           "应急管理",
	"特种设备基础管理", "职业卫生基础管理",       "相关方基础管理",
	"其他基础管理",     "特种设备现场管理",       "生产设备设施及工艺",
	"场所环境",         "从业人员操作行为",       "消防安全",
	"用电安全",         "职业卫生现场安全",       "有限空间现场安全",
	"辅助动力系统",     "相关方现场管理",         "其他现场管理"
};
static const struct {
	const char *code, *name;
} sources[] = { { "selfcheck", "企业自查" },   { "patrol", "村社巡查" },
	        { "inspection", "镇街检查" },  { "department", "部门检查" },
	        { "enforcement", "执法检查" }, { "campaign", "专项检查" },
	        { "tip", "群众举报" },         { "video", "视频巡查" } };

struct unit {
	char name[128], credit[20];
	unsigned town, sort;
	int employees;
};

struct hazard {
	uint32_t unit;
	/* 0: none */
	int found, assigned, deadline, extended_on, extended_to, rectified, verified, closed;
	unsigned fault, part, source;
	int funds;		/* fen of 万元: 35 is 0.35 */
	bool major, on_spot, failed, july;
	unsigned serial;	/* of its day */
};

static struct unit *unit;
static struct hazard *hazard;
static long hazards, hazards_max;

/* --- units ------------------------------------------------------------------- */

static void credit_code(char out[20], unsigned n)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	int sum = 0, weight = 1;

	snprintf(out, 20, "91%s%09uX", n % 3 ? "500151" : "500224", 200000000u + n * 7u);
	for (int i = 0; i < 17; i++) {
		sum += (int)(strchr(set, out[i]) - set) * weight;
		weight = weight * 3 % 31;
	}
	out[17] = set[(31 - sum % 31) % 31];
}

static void make_units(void)
{
	size_t kinds = LEN(brands) * LEN(brands) * LEN(sorts);
	unsigned *used = calloc(kinds, sizeof(*used));

	unit = calloc((size_t)arg.units, sizeof(*unit));
	if (!unit || !used)
		exit(70);
	for (long i = 0; i < arg.units; i++) {
		struct unit *u = &unit[i];
		size_t a = chance(LEN(brands)), b = chance(LEN(brands));
		u->town = i == 28 ? 3 : (unsigned)chance(LEN(towns));
		u->sort = i == 28 ? 0 : (unsigned)chance(LEN(sorts));
		u->employees = (int)(3 + chance(20) * chance(30));
		size_t k = (a * LEN(brands) + b) * LEN(sorts) + u->sort;
		char number[32] = "";
		if (used[k]++)
			snprintf(number, sizeof(number), "（%u号）", used[k]);
		snprintf(u->name, sizeof(u->name), "重庆市铜梁区%s%s%s%s", brands[a], brands[b],
		         sorts[u->sort].tail, number);
		if (sorts[u->sort].credit)
			credit_code(u->credit, (unsigned)i);
	}
	free(used);
}

/* --- hazards ----------------------------------------------------------------- */

static int by_found(const void *a, const void *b)
{
	const struct hazard *x = a, *y = b;
	if (x->found != y->found)
		return x->found - y->found;
	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (int)x->part - (int)y->part;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* General, rectified: on the spot, or through assignment, fix, recheck and closing as far as there
 * is time. */
static void rectify_general(struct hazard *h, int to)
{
	if (chance(5) == 0 || h->found == to) {
		h->on_spot = true;
		h->rectified = h->closed = h->found;
		return;
	}
	h->assigned = least(h->found + (int)chance(3), to);
	h->deadline = h->found + 7 + (int)chance(24);
	h->rectified = least(h->assigned + 1 + (int)chance(chance(12) ? 8 : 40), to);
	if (chance(40) == 0 && h->rectified > h->assigned + 2) {
		h->extended_on = h->assigned + 1;
		h->extended_to = h->deadline + 10;
	}
	int verified = h->rectified + 1 + (int)chance(5);
	if (verified > to)
		return;
	h->verified = verified;
	h->closed = least(verified + (int)chance(3), to);
}

static void keep_general(struct hazard *h, int to)
{
	unsigned sort = (unsigned)chance(20);

	if (sort < 2 && h->found + 3 <= to) {		/* a recheck refused the fix */
		h->assigned = h->found;
		h->deadline = h->found + 10;
		h->rectified = h->found + 1;
		h->verified = h->found + 2;
		h->extended_to = h->verified + 20;
		h->failed = true;
		return;
	}
	if (sort < 16)
		h->assigned = least(h->found + (int)chance(3), to);
	if (sort != 15 && sort != 19)
		h->deadline = h->found + 5 + (int)chance(60);
	if (sort == 14 && h->deadline && h->assigned < to) {
		h->extended_on = h->assigned + 1;
		h->extended_to = h->deadline + 30;
	}
}

static void treat_major(struct hazard *h, int to, int how)
{
	h->major = true;
	h->assigned = least(h->found + 1, to);
	h->deadline = h->found + 90 + (int)chance(60);
	if (how == 0)
		return;
	h->rectified = least(h->assigned + 10 + (int)chance(10), to);
	if (how == 1)
		return;
	h->verified = least(h->rectified + 3, to);
	h->closed = least(h->verified + 1, to);
}

static void number_days(void)
{
	int day = 0;
	unsigned n = 0;

	for (long i = 0; i < hazards; i++) {
		if (hazard[i].found != day)
			n = 0;
		day = hazard[i].found;
		hazard[i].serial = ++n;
	}
}

static struct hazard draw(int from, int to)
{
	struct hazard h = { 0 };

	h.unit = (uint32_t)chance((uint64_t)arg.units);
	h.found = from + (int)chance((uint64_t)(to - from + 1));
	h.fault = (unsigned)chance(LEN(faults));
	h.source = (unsigned)chance(LEN(sources));
	h.funds = (int)(1 + chance(8) * chance(40));
	return h;
}

/* Rows of the same unit and day get different parts, so that no two say the same. */
static void tell_apart(long first)
{
	qsort(hazard + first, (size_t)(hazards - first), sizeof(*hazard), by_found);
	for (long i = first; i < hazards; i++)
		hazard[i].part = i > first && hazard[i].unit == hazard[i - 1].unit &&
		                                 hazard[i].found == hazard[i - 1].found ?
		                         hazard[i - 1].part + 1 :
		                         (unsigned)of_cell((uint64_t)i, 60, 9);
}

static void make_hazards(void)
{
	long open = arg.found - arg.rectified, majors_open = arg.major - arg.major_closed,
	     awaiting = majors_open / 4;
	long *order;

	hazards_max = arg.found + arg.found / 20 + 50;
	hazard = calloc((size_t)hazards_max, sizeof(*hazard));
	order = calloc((size_t)arg.found + 1, sizeof(*order));
	if (!hazard || !order)
		exit(70);
	for (hazards = 0; hazards < arg.found; hazards++)
		hazard[hazards] = draw(arg.from, arg.to);
	tell_apart(0);
	for (long i = 0; i < arg.found; i++)
		order[i] = i;
	for (long i = arg.found - 1; i > 0; i--) {
		long k = (long)chance((uint64_t)i + 1), was = order[i];
		order[i] = order[k];
		order[k] = was;
	}
	for (long i = 0; i < arg.found; i++) {
		struct hazard *h = &hazard[order[i]];
		if (i < open)
			i < majors_open ? treat_major(h, arg.to, i < awaiting) :
			                  keep_general(h, arg.to);
		else if (i < open + arg.major_closed)
			treat_major(h, arg.to, 2);
		else
			rectify_general(h, arg.to);
	}
	free(order);
	number_days();
}

/* A month later: some of what was open is done, and new ones were found. */
static void pass_july(void)
{
	long old = hazards;
	int to = arg.to + 31;

	for (long i = 0; i < old; i++) {
		struct hazard *h = &hazard[i];
		if (h->major || h->rectified || !h->assigned || chance(3) == 0)
			continue;
		h->rectified = arg.to + 1 + (int)chance(15);
		h->verified = h->rectified + 2;
		h->closed = least(h->verified + 1, to);
	}
	for (long i = 0; i < old / 20 + 20 && hazards < hazards_max; i++)
		hazard[hazards++] = draw(arg.to + 1, to);
	tell_apart(old);
	for (long i = old; i < hazards; i++) {
		hazard[i].july = true;
		if (chance(3))
			rectify_general(&hazard[i], to);
		else
			keep_general(&hazard[i], to);
	}
	number_days();
}

/* --- writing ----------------------------------------------------------------- */

static FILE *out;
static char line[16384];
static size_t line_len;
static bool first_cell;

static void add(const char *text)
{
	size_t n = strlen(text);
	if (line_len + n < sizeof(line)) {
		memcpy(line + line_len, text, n);
		line_len += n;
	}
}

static void cell(const char *text)
{
	bool quote = strpbrk(text, ",\"\n");

	if (!first_cell)
		add(",");
	first_cell = false;
	if (quote)
		add("\"");
	add(text);
	if (quote)
		add("\"");
}

static void end_row(void)
{
	static iconv_t to_gb;
	char buf[32768], *in = line, *to = buf;
	size_t left, room = sizeof(buf);

	add(arg.plain ? "\n" : "\r\n");
	left = line_len;
	if (arg.plain) {
		fwrite(line, 1, line_len, out);
	} else {
		if (!to_gb)
			to_gb = iconv_open("GB18030", "UTF-8");
		if (iconv(to_gb, &in, &left, &to, &room) == (size_t)-1)
			exit(70);
		fwrite(buf, 1, (size_t)(to - buf), out);
	}
	line_len = 0;
	first_cell = true;
}

static void row_of(const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cell(text[i]);
	end_row();
}

static void title(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (i == 0)
			cell(a);
		else
			cell(i == 4 ? b : "");
	end_row();
}

static void widen(char *out_text, const char *text)
{
	for (; *text; text++) {
		unsigned c = (unsigned char)*text - 0x21u + 0xff01u;
		*out_text++ = (char)(0xe0 | c >> 12);
		*out_text++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out_text++ = (char)(0x80 | (c & 0x3f));
	}
	*out_text = 0;
}

static void day_cell(int day, uint64_t row, uint64_t column)
{
	char text[32], wide[96];
	int y, m, d;

	if (!day) {
		cell("");
		return;
	}
	split_day(day, &y, &m, &d);
	unsigned style = arg.plain ? 9 : (unsigned)of_cell(row, column, 9);
	snprintf(text, sizeof(text),
	         style < 4  ? "%d/%d/%d" :
	         style < 7  ? "%d年%d月%d日" :
	         style == 7 ? "%d.%d.%d" :
	                      "%04d-%02d-%02d",
	         y, m, d);
	if (style == 8 && of_cell(row, column, 7) == 0) {
		widen(wide, text);
		cell(wide);
		return;
	}
	cell(text);
}

static void town_cell(unsigned town, uint64_t row, uint64_t column)
{
	cell(arg.plain                                       ? towns[town].code :
	     towns[town].old && of_cell(row, column, 3) == 0 ? towns[town].old :
	                                                       towns[town].name);
}

/* A unit's name as one writes it down: without the district before it, with other brackets. */
static void name_cell(const char *name, uint64_t row)
{
	char text[160];
	const char *p = of_cell(row, 50, 3) ? name : name + strlen("重庆市铜梁区");
	size_t n = 0;

	for (; *p && n < sizeof(text) - 4; p++) {
		if (of_cell(row, 51, 2) && !strncmp(p, "（", 3)) {
			text[n++] = '(';
			p += 2;
		} else if (of_cell(row, 51, 2) && !strncmp(p, "）", 3)) {
			text[n++] = ')';
			p += 2;
		} else {
			text[n++] = *p;
		}
	}
	text[n] = 0;
	cell(text);
}

static void open_file(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", arg.dir, name);
	out = fopen(path, "w");
	if (!out) {
		fprintf(stderr, "gen: %s: %s\n", path, strerror(errno));
		exit(73);
	}
	line_len = 0;
	first_cell = true;
	printf("%s\n", path);
}

static void close_file(void)
{
	if (ferror(out) || fclose(out)) {
		fprintf(stderr, "gen: writing: %s\n", strerror(errno));
		exit(74);
	}
}

static void write_units(void)
{
	static const char *const zh[] = {
		"序号",     "单位编号", "单位名称", "统一社会信用代码", "单位类型",
		"所属镇街", "详细地址", "行业领域", "从业人员数",       "主要负责人",
		"联系电话", "风险等级", "经营状态"
	};
	static const char *const keys[] = { "id",      "name",   "credit_code", "kind",  "town",
		                            "address", "sector", "employees",   "phone", "risk" };
	static const char *const risks[] = { "blue", "yellow", "orange", "red" },
				 *const risk_names[] = { "蓝", "黄", "橙", "红" };
	char text[160];

	open_file("units.csv");
	if (arg.plain) {
		row_of(keys, LEN(keys));
	} else {
		title("铜梁区生产经营单位基础信息台账", "", LEN(zh));
		row_of(zh, LEN(zh));
	}
	for (long i = 0; i < arg.units; i++) {
		const struct unit *u = &unit[i];
		uint64_t row = (uint64_t)i + 5000000;
		unsigned risk = (unsigned)(of_cell(row, 9, 10) < 6 ? 0 : of_cell(row, 8, 4));
		if (!arg.plain) {
			snprintf(text, sizeof(text), "%ld", i + 1);
			cell(text);
		}
		snprintf(text, sizeof(text), "U%06ld", i + 1);
		cell(text);
		cell(u->name);
		cell(u->credit);
		cell(arg.plain ? sorts[u->sort].code : sorts[u->sort].name);
		town_cell(u->town, row, 5);
		snprintf(text, sizeof(text), "%s工业路%d号", towns[u->town].name,
		         (int)of_cell(row, 6, 300) + 1);
		cell(text);
		cell(arg.plain ? sorts[u->sort].sector : sorts[u->sort].sector_name);
		snprintf(text, sizeof(text), "%d%s", u->employees,
		         !arg.plain && of_cell(row, 7, 5) == 0 ? "人" : "");
		cell(text);
		if (!arg.plain)
			cell(of_cell(row, 12, 8) ? "值班室" : "");
		snprintf(text, sizeof(text), "023-4560%04ld", i % 10000);
		cell(text);
		cell(arg.plain ? risks[risk] : risk_names[risk]);
		if (!arg.plain)
			cell("正常生产");
		end_row();
	}
	close_file();
}

static const char *const plan[] = { "消除重大事故隐患", "停用并更换设备，专家验收",
	                            "企业自筹，已落实", "企业主要负责人牵头，镇街安办督办",
	                            "按期限完成",       "已编制应急预案，现场设警戒" };

static void plan_cells(const struct hazard *h)
{
	for (size_t i = 0; i < LEN(plan); i++)
		cell(h->major ? plan[i] : "");
}

static void money_cell(int hundredths, bool yuan)
{
	char text[32];

	if (yuan)
		snprintf(text, sizeof(text), "%d", hundredths * 100);
	else
		snprintf(text, sizeof(text), "%d.%02d", hundredths / 100, hundredths % 100);
	cell(text);
}

static void description_cell(const struct hazard *h)
{
	char text[160];

	snprintf(text, sizeof(text), "%u号作业点%s%s", h->part + 1, faults[h->fault],
	         h->major ? "，危及多人，须停产整改" : "");
	cell(text);
}

static void hazard_row(const struct hazard *h, long i)
{
	uint64_t row = (uint64_t)i;
	const struct unit *u = &unit[h->unit];
	char text[160];
	int y, m, d;

	split_day(h->found, &y, &m, &d);
	if (!arg.plain) {
		snprintf(text, sizeof(text), "%ld", i + 1);
		cell(text);
	}
	if (arg.ids || arg.plain) {
		snprintf(text, sizeof(text), "H%04d%02d%02d-%04u", y, m, d, h->serial);
		cell(text);
	}
	day_cell(h->found, row, 1);
	cell(arg.plain ? sources[h->source].code : sources[h->source].name);
	town_cell(u->town, row, 3);
	if (arg.plain) {
		snprintf(text, sizeof(text), "U%06u", h->unit + 1);
		cell(text);
	} else {
		name_cell(u->name, row);
	}
	description_cell(h);
	int category = (fault_category[h->fault][0] - '0') * 10 + fault_category[h->fault][1] - '0';
	cell(arg.plain || of_cell(row, 7, 4) == 0 ? fault_category[h->fault] :
	                                            category_names[category - 1]);
	if (arg.plain)
		cell(h->major ? "major" : "general");
	else
		cell(h->major ? "重大" : "一般");
	cell(h->major ? "工贸企业重大生产安全事故隐患判定标准" : "");
	cell("镇街安办检查组");
	cell("立即整改，消除隐患");
	money_cell(h->funds, arg.plain);
	day_cell(h->assigned, row, 12);
	if (h->assigned)
		town_cell(u->town, row, 13);
	else
		cell("");
	if (!arg.plain && h->deadline && of_cell(row, 14, 6) == 0) {
		snprintf(text, sizeof(text), "%d天", h->deadline - h->found);
		cell(text);
	} else {
		day_cell(h->deadline, row, 14);
	}
	day_cell(h->extended_on, row, 15);
	day_cell(h->extended_to, row, 16);
	plan_cells(h);
	cell(h->rectified ? "已按要求整改" : "");
	cell(h->rectified && of_cell(row, 23, 10) ? "企业安全员" : "");
	day_cell(h->rectified, row, 24);
	if (h->rectified)
		money_cell(h->funds, true);
	else
		cell("");
	if (h->on_spot)
		cell(arg.plain ? "yes" : "是");
	else
		cell("");
	if (!arg.plain)
		cell(h->rectified && !h->failed ? "是" : "否");
	day_cell(h->verified, row, 28);
	cell(h->verified || h->on_spot ? "镇街安办复查组" : "");
	if (h->failed)
		cell(arg.plain ? "fail" : "不合格");
	else if (h->verified)
		cell(arg.plain ? "pass" : "合格");
	else
		cell("");
	cell(h->major && h->closed ? "区安委办负责人" : "");
	day_cell(h->closed, row, 32);
	end_row();
}

static void write_hazards(const char *name)
{
	static const char *const zh[] = {
		"序号",     "隐患编号",     "检查日期",         "隐患来源", "所属镇街",
		"单位名称", "隐患描述",     "隐患类别",         "隐患等级", "判定依据",
		"检查人员", "整改措施",     "整改资金",         "交办日期", "承办单位",
		"整改期限", "延期批准日期", "延期至",           "治理目标", "治理措施",
		"治理经费", "治理机构人员", "治理时限",         "应急预案", "整改情况",
		"整改人",   "整改完成时间", "实际投入资金(元)", "立查立改", "是否整改",
		"复查时间", "复查人",       "复查结果",         "批准人",   "销号时间"
	};
	static const char *const keys[] = { "id",
		                            "found",
		                            "source",
		                            "town",
		                            "unit",
		                            "description",
		                            "category",
		                            "level",
		                            "criterion",
		                            "finder",
		                            "measure",
		                            "funds",
		                            "assigned",
		                            "assignee",
		                            "deadline",
		                            "extended_on",
		                            "extended_to",
		                            "plan_goal",
		                            "plan_measures",
		                            "plan_money",
		                            "plan_people",
		                            "plan_time",
		                            "plan_contingency",
		                            "result",
		                            "rectified_by",
		                            "rectified",
		                            "cost",
		                            "on_spot",
		                            "verified",
		                            "verified_by",
		                            "recheck",
		                            "approved_by",
		                            "closed" };
	const char *heading[LEN(zh)];
	size_t n = 0;
	char text[160];
	int y, m, d;

	open_file(name);
	for (size_t i = 0; i < LEN(zh); i++)
		if (i != 1 || arg.ids)
			heading[n++] = zh[i];
	if (arg.plain) {
		row_of(keys, LEN(keys));
	} else {
		split_day(arg.from, &y, &m, &d);
		snprintf(text, sizeof(text), "铜梁区安全生产隐患排查治理台账（%d年）", y);
		title(text, "", n);
		title("填报单位：铜梁区安全生产委员会办公室", "单位：项、家、万元", n);
		row_of(heading, n);
	}
	for (long i = 0; i < hazards; i++)
		hazard_row(&hazard[i], i);
	if (!arg.plain) {
		snprintf(text, sizeof(text), "%ld项", hazards);
		title("合计", text, n);
		title("填表说明：立查立改指发现当日整改完毕。", "", n);
	}
	close_file();
}

/* --- arguments --------------------------------------------------------------- */

static int usage(const char *why, const char *what)
{
	fprintf(stderr,
	        "gen: %s%s\nusage: gen [--seed N] [--units N] [--found N] [--rectified N] [--major "
	        "N] [--major-closed N]\n"
	        "           [--from DAY] [--to DAY] [--ids] [--plain] [--july] DIRECTORY\n",
	        why, what);
	return 64;
}

static long number(const char *text)
{
	char *end;
	long n = strtol(text ? text : "", &end, 10);
	return text && *text && !*end && n >= 0 && n <= 100000000 ? n : -1;
}

static int parse_arguments(int argc, char **argv)
{
	static const struct {
		const char *name;
		long *to;
	} numbers[] = { { "--units", &arg.units },
		        { "--found", &arg.found },
		        { "--rectified", &arg.rectified },
		        { "--major", &arg.major },
		        { "--major-closed", &arg.major_closed } };

	arg.from = day_of(2018, 1, 1);
	arg.to = day_of(2018, 6, 30);
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		bool done = false;
		for (size_t k = 0; k < LEN(numbers); k++)
			if (!strcmp(a, numbers[k].name)) {
				*numbers[k].to = number(argv[++i]);
				if (i >= argc || *numbers[k].to < 0)
					return usage("not a number behind ", a);
				done = true;
				break;
			}
		if (done)
			continue;
		if (!strcmp(a, "--seed") && i + 1 < argc && number(argv[i + 1]) >= 0)
			arg.seed = (uint64_t)number(argv[++i]);
		else if (!strcmp(a, "--from") && i + 1 < argc && parse_day(argv[i + 1]))
			arg.from = parse_day(argv[++i]);
		else if (!strcmp(a, "--to") && i + 1 < argc && parse_day(argv[i + 1]))
			arg.to = parse_day(argv[++i]);
		else if (!strcmp(a, "--ids"))
			arg.ids = true;
		else if (!strcmp(a, "--plain"))
			arg.plain = true;
		else if (!strcmp(a, "--july"))
			arg.july = true;
		else if (!strcmp(a, "--help"))
			exit(usage("makes a sample district", ""));
		else if (a[0] != '-' && !arg.dir)
			arg.dir = a;
		else
			return usage("cannot read ", a);
	}
	if (!arg.dir)
		return usage("no directory", "");
	if (!arg.units || (arg.units < 29 && arg.units < 1) || arg.rectified > arg.found ||
	    arg.from > arg.to)
		return usage("units at least 1, rectified at most found, from not after to", "");
	long open = arg.found - arg.rectified;
	if (arg.major_closed < 0)
		arg.major_closed = arg.rectified < 3 ? arg.rectified : 3;
	if (arg.major < 0)
		arg.major = arg.major_closed + (open < 9 ? open : 9);
	if (arg.major_closed > arg.rectified || arg.major < arg.major_closed ||
	    arg.major - arg.major_closed > open)
		return usage(
			"majors closed are among the rectified, the others among those in hand",
			"");
	return 0;
}

int main(int argc, char **argv)
{
	int status = parse_arguments(argc, argv);

	if (status)
		return status;
	chance_state = arg.seed * 0x9e3779b97f4a7c15u + 1;
	make_units();
	make_hazards();
	write_units();
	write_hazards("hazards.csv");
	if (arg.july) {
		pass_july();
		write_hazards("hazards-july.csv");
	}
	free(unit);
	free(hazard);
	return 0;
}
