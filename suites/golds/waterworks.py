"""Water works: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, decimals, identifier, instant, number, text
from plant import Plant, slope

plant = Plant("waterworks")
suite = Suite(plant.name, "ww", decimals(6))
ask, converse, named, listed = suite.ask, suite.converse, plant.named, plant.listed
work_orders, alarms, lab, downtime, reason_codes = (
    plant.tables[k] for k in ("work_orders", "alarms", "lab", "downtime", "reason_codes")
)
JULY, AUGUST, SEPTEMBER, OCTOBER = "2025-07-01", "2025-08-01", "2025-09-01", "2025-10-01"


def seconds(length):
    return length.total_seconds()


def moment(time, tol_s=60):
    return instant(time, plant.zone, tol_s)


def statistic(tag, start, end, how="mean"):
    return float(getattr(plant(tag, start, end), how)())


# --- lookup
ask("lookup", "en", "what's the high alarm limit on HLP2's drive end bearing temp?", number(65, "Cel"))
ask("lookup", "en", "Who acknowledged alarm A5134?", identifier(alarms.set_index("alarm_no").ack_by["A5134"]))
ask("lookup", "en", "SI-603 at 10:00 on the 10th of August?", number(plant("SI-603")["2025-08-10 10:00"], "%"))
ask("lookup", "en", "In the filter status tags, what does a 3 stand for?", text("ripening"))
ask("lookup", "en", "Which reason code means blocked or ragged?", identifier("M04"))
ask(
    "lookup",
    "zh",
    "工单WO-70454的备件费用是多少英镑?",
    number(work_orders.set_index("wo_no").parts_gbp["WO-70454"], "GBP"),
)
ask("lookup", "zh", "PDIT-304的单位是什么?", text("mbar"))

# --- latest
ask("latest", "en", "clear well level right now?", number(plant("LIT-401").iloc[-1], "m"))
ask(
    "latest",
    "en",
    "Where's Hillcrest at just now - the level I mean, not the outflow",
    number(plant("LIT-701").iloc[-1], "m"),
)
ask("latest", "zh", "AIT-401现在多少", number(plant("AIT-401").iloc[-1], "mg/L"))
on = [p for p in ("P-601", "P-602", "P-603", "P-604") if plant("XS-" + p[2:]).iloc[-1] == 1]
ask("latest", "zh", "P-601到P-604这四台泵,现在哪几台在运行?", listed(on, {p: ["XS-" + p[2:]] for p in on}))

# --- aggregate
ask(
    "aggregate",
    "en",
    "raw water flow, avrage for august pls",
    number(plant("FIT-101", AUGUST, SEPTEMBER).mean(), "m3/h"),
    "2025-08-01 to 2025-09-01",
)
ask(
    "aggregate",
    "en",
    "How many cubic metres went into supply on 10 September, going by FIT-600?",
    number(plant("FIT-600", "2025-09-10", "2025-09-11").sum() / 6, "m3"),
    "sum of samples times 10 min",
)
ask(
    "aggregate",
    "en",
    "energy drawn at the incomer in the week of 4 August, in kWh (Mon to Sun)",
    number(plant("JQI-001", "2025-08-04", "2025-08-11").pipe(lambda s: s.iloc[-1] - s.iloc[0]), "kW.h", rel_tol=0.01),
    "register difference; integral of JI-001 agrees within tolerance",
)
ask(
    "aggregate",
    "en",
    "Need the median chlorine at Eastfield tower for July, for the compliance sheet.",
    number(plant("AIT-711", JULY, AUGUST).median(), "mg/L"),
)
ask(
    "aggregate",
    "en",
    "on the night turn that began 14 August at 19:00, what was the average flow to supply",
    number(plant("FIT-600", "2025-08-14 19:00", "2025-08-15 07:00").mean(), "m3/h"),
)
ask(
    "aggregate",
    "zh",
    "八月份格栅压差PDIT-105平均多少mbar?",
    number(plant("PDIT-105", AUGUST, SEPTEMBER).mean(), "mbar"),
)
ask(
    "aggregate",
    "zh",
    "上周FIT-501平均加了多少升每小时?",
    number(plant("FIT-501", "2025-09-22", "2025-09-29").mean(), "L/h"),
    "2025-09-22 to 2025-09-29",
)
ask(
    "aggregate",
    "zh",
    "M. Teale确认报警平均要几分钟?看ack_after_min那一列",
    number(alarms[alarms.ack_by == "M. Teale"].ack_after_min.mean(), "min"),
)

# --- extreme
ask(
    "extreme",
    "en",
    "so when exactly did the river go its muddiest this quarter? turbidity peak time",
    moment(plant("AIT-101").idxmax()),
)
ask(
    "extreme",
    "en",
    "worst (lowest) final chlorine we saw in July, pls",
    number(plant("AIT-401", JULY, AUGUST).min(), "mg/L"),
)
daily_supply = plant("FIT-600", JULY, "2025-09-30").groupby(lambda t: t.strftime("%Y-%m-%d")).sum()
ask(
    "extreme",
    "en",
    "Which day of the whole record had the biggest volume pumped to supply?",
    identifier(daily_supply.idxmax()),
)
ask(
    "extreme",
    "zh",
    "次氯酸钠储罐LIT-501九月份最低降到百分之几?",
    number(plant("LIT-501", SEPTEMBER, OCTOBER).min(), "%"),
)

# --- rank
turbidity_means = {f"RGF-{n}": plant(f"AIT-30{n}").mean() for n in (1, 2, 3, 4)}
ask(
    "rank",
    "en",
    "Put the four filters in order of average filtrate turbidity over the whole period, dirtiest first.",
    listed(
        sorted(turbidity_means, key=lambda k: -turbidity_means[k]),
        {f"RGF-{n}": [f"AIT-30{n}"] for n in (1, 2, 3, 4)},
        True,
    ),
)
alarms_by_asset = alarms.groupby("asset_id").size().sort_values(ascending=False)
ask("rank", "en", "top three assets by number of alarms since 1 July", listed(alarms_by_asset.index[:3], None, True))
august_energy = {p: plant("JI-" + p[2:], AUGUST, SEPTEMBER).sum() for p in ("P-601", "P-602", "P-603", "P-604")}
ask(
    "rank",
    "zh",
    "P-601、P-602、P-603、P-604按八月份的耗电量从多到少排个序",
    listed(sorted(august_energy, key=lambda k: -august_energy[k]), {p: ["JI-" + p[2:]] for p in august_energy}, True),
)

# --- compare
hA, hB = (int((plant(f"XS-101{s}") == 1).sum()) for s in "AB")
ask(
    "compare",
    "en",
    "Raw water pumps: has A or B clocked up more running hours since the start of July",
    named("P-101A" if hA > hB else "P-101B", "XS-101A" if hA > hB else "XS-101B"),
)
ask(
    "compare",
    "en",
    "By how much was clarifier 2's settled turbidity above clarifier 1's on average in September?",
    number(
        plant("AIT-221", SEPTEMBER, OCTOBER).mean() - plant("AIT-211", SEPTEMBER, OCTOBER).mean(), "[NTU]", rel_tol=0.02
    ),
)
ask(
    "compare",
    "zh",
    "FIT-600八月的平均流量比九月高多少?",
    number(
        plant("FIT-600", AUGUST, SEPTEMBER).mean() - plant("FIT-600", SEPTEMBER, OCTOBER).mean(), "m3/h", rel_tol=0.03
    ),
)

# --- duration
d = downtime.set_index("dt_no")
d["len"] = d.back_in_service - d.out_of_service
ask(
    "duration",
    "en",
    "How long was P-604 out of service in September according to the downtime log?",
    number(seconds(d.len["D37"]), "s"),
)
ask(
    "duration",
    "en",
    "how mny hours did high lift pump 1 run in july",
    number((plant("XS-601", JULY, AUGUST) == 1).sum() / 6, "h"),
)
ask(
    "duration",
    "en",
    "How much time passed between alarm A5170 coming in and it clearing?",
    number(seconds(alarms.set_index("alarm_no").pipe(lambda x: x.cleared["A5170"] - x.raised["A5170"])), "s"),
)
ask(
    "duration",
    "zh",
    "7月28日AIT-401低于0.3 mg/L一共持续了多长时间?",
    number((plant("AIT-401", "2025-07-28", "2025-07-29") < 0.3).sum() * 600, "s", abs_tol=600),
)
ask(
    "duration",
    "zh",
    "XS-101B显示P-101B处于隔离检修(3)状态总共有多久?",
    number((plant("XS-101B") == 3).sum() * 600, "s", abs_tol=600),
)

# --- count
lo = alarms[alarms.raised < plant.now]


def night(t):
    return (t.dt.hour >= 19) | (t.dt.hour < 7)


ask(
    "count",
    "en",
    "how many priority 1 alarms have there been since the start of the quarter",
    number((alarms.prio == 1).sum(), "1"),
)


def starts(g, x, a, b):
    s = plant(g)
    k = (s == x) & (s.shift() != x)
    k = k[(k.index >= a) & (k.index < b)]
    return int(k.sum())


ask(
    "count",
    "en",
    "How often did we backwash filter 3 in August, going by its state tag?",
    number(starts("XS-303", 2, AUGUST, SEPTEMBER), "1"),
)
ask(
    "count",
    "en",
    "number of lab results that failed their limit, July to September",
    number((lab.verdict == "FAIL").sum(), "1"),
)
ask(
    "count",
    "en",
    "boss wants to know how many work orders are STILL not completed. all of them, any craft",
    number((work_orders.status != "COMP").sum(), "1"),
)
ask(
    "count",
    "zh",
    "八月AIT-304的HI报警到底响了多少次啊",
    number(
        (
            (alarms.tag == "AIT-304")
            & (alarms.alarm_type == "HI")
            & (alarms.raised >= AUGUST)
            & (alarms.raised < SEPTEMBER)
        ).sum(),
        "1",
    ),
)
ask(
    "count",
    "zh",
    "九月份夜班触发的报警有多少条",
    number(((alarms.raised >= SEPTEMBER) & (alarms.raised < OCTOBER) & night(alarms.raised)).sum(), "1"),
)

# --- correlation
ask(
    "correlation",
    "en",
    "corr coef AIT-101 vs AIT-103, whole of August",
    number(plant.correlation("AIT-101", "AIT-103", AUGUST, SEPTEMBER), "1"),
)
ask(
    "correlation",
    "en",
    "does alum follow the dirt? give me Pearson's r of raw turbidity and alum flow for the last full week of August (25th to 31st)",
    number(plant.correlation("AIT-101", "FIT-201", "2025-08-25", "2025-09-01"), "1"),
)
ask(
    "correlation",
    "zh",
    "8月1日到8月20日,TI-602和VI-602的相关系数是多少?",
    number(plant.correlation("TI-602", "VI-602", AUGUST, "2025-08-21"), "1"),
)

# --- trend
ask(
    "trend",
    "en",
    "What's the least-squares slope of the river temperature over September, in degrees per day?",
    number(slope(plant("TIT-101", SEPTEMBER, OCTOBER)), "Cel/d", rel_tol=0.01, delta=True),
)
ask(
    "trend",
    "en",
    "fit a line through the kWh register for Sept - kWh per day?",
    number(slope(plant("JQI-001", SEPTEMBER, OCTOBER)), "kW.h/d"),
)
ask(
    "trend",
    "zh",
    "河道水位LIT-101在七月按最小二乘拟合,每天变化多少米?",
    number(slope(plant("LIT-101", JULY, AUGUST)), "m/d", rel_tol=0.015, abs_tol=0.00002),
)

# --- quality
ask(
    "quality",
    "en",
    "In July, how many FIT-101 readings are blank?",
    number(plant.raw("FIT-101", JULY, AUGUST).isna().sum(), "1"),
)
gp = plant("VI-603", "2025-07-05", "2025-07-20").index.to_series().diff().max()
ask("quality", "en", "longest gap in the HLP3 vibration signal in July?", number(seconds(gp), "s"))
ask(
    "quality",
    "en",
    "How many readings of the final water temp are plainly impossible, i.e. under 0 or over 40 degC?",
    number(((plant("TIT-401") < 0) | (plant("TIT-401") > 40)).sum(), "1"),
)
s = plant("AIT-102", "2025-08-01", "2025-08-06")
g = (s != s.shift()).cumsum()
st = s.groupby(g).agg(["size"])
first = s.index[g.values == st["size"].idxmax()][0]
ask("quality", "zh", "AIT-102在八月初卡住不动,是从什么时候开始的?", moment(first, 1260))

# --- unit
ask(
    "unit",
    "en",
    "Lowest east zone pressure on 18 September, converted to bar",
    number(plant("PIT-711", "2025-09-18", "2025-09-19").min() * 0.06894757, "bar"),
)
ask(
    "unit",
    "en",
    "peak filter 4 head loss on the 21st of September in kPa, not mbar",
    number(plant("PDIT-304", "2025-09-21", "2025-09-22").max() / 10, "kPa"),
)
ask(
    "unit",
    "zh",
    "9月1日到7日FIT-701的平均流量,换算成m3/h是多少?",
    number(plant("FIT-701", SEPTEMBER, "2025-09-08").mean() * 3.6, "m3/h"),
)

# --- multistep
tm = plant("FIT-600", AUGUST, SEPTEMBER).idxmax()
dm = plant("AIT-101", AUGUST, SEPTEMBER).idxmax().normalize()
ask(
    "multistep",
    "en",
    "Find the moment supply flow hit its August maximum and tell me the header pressure right then.",
    number(plant("PIT-600")[tm], "bar"),
)
ask(
    "multistep",
    "en",
    "specific energy for September so far: mean site kW divided by mean supply flow, kWh per m3",
    number(
        plant("JI-001", SEPTEMBER, OCTOBER).mean() / plant("FIT-600", SEPTEMBER, OCTOBER).mean(),
        "kW.h/m3",
        rel_tol=0.01,
    ),
)
dd = plant("AIT-101", SEPTEMBER, OCTOBER).groupby(lambda t: t.date()).mean()
ask(
    "multistep",
    "en",
    "On how many days in September was the daily mean of raw turbidity above 10 NTU?",
    number((dd > 10).sum(), "1"),
)
ask(
    "multistep",
    "zh",
    "八月里AIT-101出现最高值的那一天,FIT-201的日平均是多少?",
    number(plant("FIT-201", dm, dm + pd.Timedelta(days=1)).mean(), "L/h"),
)

# --- join
dj = downtime.merge(reason_codes, left_on="reason_code", right_on="code")
dj["len"] = dj.back_in_service - dj.out_of_service
ask(
    "join",
    "en",
    "mean vibration of HLP2 in the 24 hours before it was taken out for the bearing (downtime D35)",
    number(plant("VI-602", "2025-08-20 08:00", "2025-08-21 08:00").mean(), "mm/s", rel_tol=0.01),
)
ask(
    "join",
    "en",
    "Filter 4 was down in August - the reason code in the downtime log, what does it mean in words?",
    text("water quality hold"),
)
ask(
    "join",
    "en",
    "Total downtime in hours for codes that reason_codes marks as planned = yes",
    number(dj[dj.planned == "yes"].len.sum().total_seconds() / 3600, "h"),
)
ask(
    "join",
    "zh",
    "停机记录里,原因代码属于electrical专业的一共有几次?",
    number((dj.discipline == "electrical").sum(), "1"),
)

# --- abstain
ask("abstain", "en", "Could you tell me what power High Lift Pump 5 is drawing, please?", ABSTAINED)
ask("abstain", "en", "What did fluoride in the final water average yesterday?", ABSTAINED)
ask("abstain", "en", "avg raw water flow, May 2025", ABSTAINED)
ask("abstain", "en", "Predict tomorrow's peak demand for me", ABSTAINED)
ask("abstain", "en", "start P-604 and set it to 85 %", ABSTAINED)
ask("abstain", "en", "How much diesel is left in the standby generator tank", ABSTAINED)
ask("abstain", "zh", "打开P-602的厂家说明书,告诉我推荐的润滑脂型号", ABSTAINED)
ask("abstain", "zh", "P-603的电机电流昨天是多少安?", ABSTAINED)
ask("abstain", "zh", "2024年9月AIT-303的平均浊度是多少?", ABSTAINED)

# --- clarify
ask("clarify", "en", "filter turbidity yesterday, average?", CLARIFY)
ask("clarify", "en", "What is the vibration of the high lift pump at the moment?", CLARIFY)
ask("clarify", "zh", "澄清池泥位昨天最高多少?", CLARIFY)

# --- conversation
converse(
    "en",
    ("Average power of HLP1 on 29 July, whole day?", number(statistic("JI-601", "2025-07-29", "2025-07-30"), "kW")),
    ("and HLP3?", number(statistic("JI-603", "2025-07-29", "2025-07-30"), "kW", rel_tol=0.01)),
    ("the day after for that same pump?", number(statistic("JI-603", "2025-07-30", "2025-07-31"), "kW", rel_tol=0.01)),
)
h = alarms[(alarms.asset == "INTAKE")]
converse(
    "en",
    ("how many alarms has the intake raised this quarter", number(len(h), "1")),
    ("how many of those were high-high?", number((h.alarm_type == "HIHI").sum(), "1")),
    ("when was that one raised?", moment(h[h.alarm_type == "HIHI"].raised.iloc[0])),
)
converse(
    "en",
    ("Mean flow to supply on Saturday 13 September?", number(statistic("FIT-600", "2025-09-13", "2025-09-14"), "m3/h")),
    ("And the minimum?", number(statistic("FIT-600", "2025-09-13", "2025-09-14", "min"), "m3/h")),
    ("at what time was that", moment(plant("FIT-600", "2025-09-13", "2025-09-14").idxmin())),
    ("mean for the Sunday then?", number(statistic("FIT-600", "2025-09-14", "2025-09-15"), "m3/h")),
)
f = lab[lab.verdict == "FAIL"]
converse(
    "en",
    (
        "list the determinands that failed at sample point FINAL",
        listed(sorted(f[f.sample_point == "FINAL"].determinand.unique())),
    ),
    ("how many failed results is that in total at FINAL?", number((f.sample_point == "FINAL").sum(), "1")),
    ("what value did the failed aluminium one have?", number(125, "ug/L")),
)
converse(
    "zh",
    ("LIT-401昨天最低液位是多少?", number(statistic("LIT-401", "2025-09-29", "2025-09-30", "min"), "m")),
    ("最高呢?", number(statistic("LIT-401", "2025-09-29", "2025-09-30", "max"), "m")),
    ("前天的最高值呢?", number(statistic("LIT-401", "2025-09-28", "2025-09-29", "max"), "m")),
)
cw = work_orders[work_orders.wo_type == "CM"]
converse(
    "zh",
    ("一共有多少张CM工单?", number(len(cw), "1")),
    ("其中优先级1的有几张?", number((cw.priority == 1).sum(), "1")),
    ("这几张总共花了多少工时?", number(cw[cw.priority == 1].labour_h.sum(), "h")),
)
converse(
    "zh",
    ("9月20日FIT-301平均流量是多少?", number(statistic("FIT-301", "2025-09-20", "2025-09-21"), "m3/h")),
    ("2号滤池呢?", number(statistic("FIT-302", "2025-09-20", "2025-09-21"), "m3/h")),
    ("那8号滤池呢?", ABSTAINED),
)


def write():
    suite.write_halves(suite.half(41))
