"""Sugar mill: questions, easy and hard mixed, and how each answer is computed from the raw files."""

import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    decimals,
    identifier,
    identifiers,
    number,
    numbers,
    text,
    yes,
)
from sugarmill_data import (
    AUGUST,
    DAY,
    HOUR,
    LAST_WEEK,
    NOW,
    TODAY,
    WEEK_BEFORE,
    YESTERDAY,
    P,
    counted,
    daily,
    day,
    days,
    held,
    latest,
    meaning,
    rows,
    stat,
    when,
)

suite = Suite("sugarmill", "sugarmill", decimals(6))
ask, converse = suite.ask, suite.converse

# --- aggregate
ask("aggregate", "en", "avg crush rate yesterday?", stat("WT-101", "mean", YESTERDAY))
ask(
    "aggregate", "en", "What did the imbibition water average over last week, please", stat("FT-115", "mean", LAST_WEEK)
)
ask("aggregate", "zh", "8月20号蔗渣水分平均多少", stat("MT-140", "mean", day("08-20")))
ask(
    "aggregate", "en", "tonnes of sugar over the bin weigher on 28 august", stat("42-WT-05", "total", day("08-28"), "t")
)
ask(
    "aggregate",
    "en",
    "I need the cane tonnage for last week off the totaliser for the growers' meeting",
    number(counted("WQ-101", LAST_WEEK), "t"),
)
ask("aggregate", "zh", "上周TA平均出力多少MW?", stat("TA1_MW", "mean", LAST_WEEK))
ask("aggregate", "en", "std dev of the boiler 2 drum level, Aug 26", stat("20HAD10CL001", "std", day("08-26")))
ask("aggregate", "zh", "昨天往电网送了多少度电", number(counted("TA1_EXP_KWH", YESTERDAY), "kW.h"))
ask("aggregate", "en", "95th percentile of SHR_VIB, 14 to 26 August", stat("SHR_VIB", "p95", days("08-14", "08-26")))
ask("aggregate", "zh", "清汁浊度8月18日到24日的中位数给我一下", stat("AI2125.PV", "median", days("08-18", "08-24")))
night = rows("shifts", "start", (TODAY - 2 * HOUR, TODAY)).iloc[0]
ask(
    "aggregate",
    "en",
    "mean syrup brix on last night's shift, 11pm to 7 this morning",
    stat("EV_SYR_BX", "mean", (night.start, night.end)),
)

# --- lookup
ask("lookup", "en", "what's 20HNA10CQ001? never seen that number before", text("oxygen|O2", "Boiler 2|boiler-2|BLR2"))
dryer = [tag for tag, known in P.tags.items() if known["asset"] == "dryer"]
ask("lookup", "en", "Which instruments have we got on the sugar dryer", P.listed(dryer))
ask("lookup", "zh", "1号锅炉汽包水位的高高限是几?", number(P.tags["B1_DRUM_LVL"]["high_high"], "%"))
ask("lookup", "en", "high-high limit, turbine bearing vibration", number(P.tags["TA1_VIB"]["high_high"], "um"))
boss = rows("shifts", "start", day("08-22"), shift="N").shift_boss
assert len(boss) == 1
ask("lookup", "en", "who was shift boss on the night shift that started at 23:00 on 22 Aug?", text(boss.iloc[0]))
ask("lookup", "zh", "停机代码FS是什么意思", text(meaning("downtime", "FS") + "|满"))
ask("lookup", "en", "what unit does SHR_VIB come in", text("mm/s|millimet"))
ask("lookup", "zh", "EV_COND_US是哪台设备上的测点", P.named(P.tags["EV_COND_US"]["asset"]))

# --- latest
ask("latest", "en", "boiler 1 steam flow right now", latest("B1_STM_FLOW"))
ask("latest", "en", "what was the last sugar moisture reading off the dryer", latest("42-MT-02"))
ask("latest", "zh", "现在榨量多少?", latest("WT-101"))
ask("latest", "zh", "3号压榨机顶辊轴承这会儿多少度", latest("ML3_BRG_T"))
ask("latest", "zh", "上网电表当前读数", number(P("TA1_EXP_KWH").iloc[-1], "kW.h", rel_tol=1e-4))
colour = rows("lab", stream="RS").dropna(subset="colour").sort_values("taken")
ask("latest", "en", "Newest raw sugar colour from the lab?", number(colour.colour.iloc[-1]))

# --- extreme
ask("extreme", "en", "peak shredder power in August", stat("SHR_KW", "max", AUGUST))
ask("extreme", "zh", "8月份3号压榨机轴承温度最高是哪个时刻?", when("ML3_BRG_T", "max", AUGUST))
ask(
    "extreme",
    "en",
    "On 19 August the TA tripped - how low did its lube oil pressure go that day?",
    stat("TA1_OIL_P", "min", day("08-19")),
)
ask(
    "extreme",
    "en",
    "what time did the condensate conductivity peak on the 20th of August",
    when("EV_COND_US", "max", day("08-20")),
)
ask("extreme", "zh", "上周冷却塔池水温度最高到过多少", stat("CT_BASIN_T", "max", LAST_WEEK))
ask(
    "extreme", "en", "hottest mill 2's top roll bearing got, 1-11 Aug", stat("ML2_BRG_T", "max", days("08-01", "08-11"))
)

# --- duration
low_ph = P.tags["AI2126.PV"]["low"]
ask(
    "duration",
    "en",
    "How long altogether did ESJ pH sit under its low limit from 6 to 14 August?",
    held("AI2126.PV", lambda v: v < low_ph, days("08-06", "08-14")),
)
ask("duration", "zh", "8月26日3号压榨机轴承超65度一共多长时间", held("ML3_BRG_T", lambda v: v > 65, day("08-26")))
rain = rows("downtime", code="WW")
assert len(rain) == 1
ask("duration", "en", "how long did the rain stop the train for in August", number(rain.minutes.iloc[0] * 60, "s"))
ask("duration", "en", "hours with cane rate over 530 last week", held("WT-101", lambda v: v > 530, LAST_WEEK))
morning = (YESTERDAY[0] + 7 * HOUR, YESTERDAY[0] + 15 * HOUR)
ask("duration", "zh", "昨天白班(7点到15点)1号锅炉氧量低于5%累计多久?", held("B1_O2", lambda v: v < 5, morning))
ask(
    "duration",
    "en",
    "on 19 Aug, how long was the generator making nothing (below 0.1 MW)?",
    held("TA1_MW", lambda v: v < 0.1, day("08-19")),
)
ask(
    "duration", "zh", "8月30号1号煮糖罐绝压在20kPa以下总共多少时间", held("P1_AbsPress", lambda v: v < 20, day("08-30"))
)

# --- count
ask("count", "en", "how many boiler 1 alarms in august", count(len(rows("alarms", "raised", AUGUST, equipment="BLR1"))))
dropped = rows("strikes", "dropped", LAST_WEEK, pan="PAN2")
ask("count", "en", "Number of strikes dropped from pan 2 last week?", count(len(dropped)))
unfinished = rows("work_orders")[lambda t: t.finished.isna()]
ask("count", "zh", "现在还没完工的工单有几张", count(len(unfinished)))
chokes = rows("downtime", "start", (AUGUST[0], NOW), code="CH", train_stopped="Y")
ask("count", "en", "times the train has stopped for a choke since 1 Aug", count(len(chokes)))
false_grain = rows("strikes", result="FG")
ask("count", "zh", "有记录以来一共煮出过多少罐伪晶(代码FG)?", count(len(false_grain)))
ask(
    "count",
    "en",
    "how many priority 1 alarms are there in the whole alarm log?",
    count(len(rows("alarms", priority=1))),
)
ask("count", "zh", "8月化验室做了多少个混合汁(MJ)样", count(len(rows("lab", "taken", AUGUST, stream="MJ"))))

# --- records
urgent = unfinished[unfinished.priority <= 2]
ask("records", "en", "List the work orders still open at priority 1 or 2", identifiers(urgent.wo_no))
stopped = rows("downtime", "start", AUGUST, train_stopped="Y")
assert (stopped.end < AUGUST[1]).all() and (rows("downtime", "end", AUGUST).start >= AUGUST[0]).all()
by_cause = stopped.groupby("code").minutes.sum()
ask(
    "records",
    "en",
    "August minutes lost by cause code - only the stops that stopped crushing, please",
    numbers({f"{code}|{meaning('downtime', code)}": minutes for code, minutes in by_cause.items()}),
)
ask(
    "records",
    "zh",
    "8月27号那次计划检修停了多少分钟",
    number(rows("downtime", "start", day("08-27"), code="SM").minutes.sum(), "min"),
)
ask(
    "records",
    "en",
    "What have we spent in total on boiler 1 work orders? AUD",
    number(rows("work_orders", equipment="BLR1").cost_aud.sum()),
)
welders = rows("work_orders", "finished", (pd.Timestamp("2025-08-16"), AUGUST[1]), craft="B")
ask(
    "records",
    "en",
    "which jobs did the boilermakers finish in the second half of August (16th on)?",
    identifiers(welders.wo_no),
)
poor = rows("strikes", "dropped", LAST_WEEK)[lambda t: t.result != "OK"]
ask("records", "zh", "上周放罐的糖膏里结果不是OK的有哪些批号", identifiers(poor.strike_no))
ask(
    "records",
    "en",
    "mean purity of final molasses in the August lab samples",
    number(rows("lab", "taken", AUGUST, stream="FM").purity.mean(), "%"),
)
by_crew = rows("strikes", "start", AUGUST, grade="A").groupby("crew").size()
ask("records", "zh", "8月开煮的A糖膏,按班组各多少罐?", numbers(by_crew.to_dict(), rel_tol=0))

# --- rank
speeds = pd.Series({f"mill-{k}": P(f"ML{k}_SPD", *AUGUST).mean() for k in (1, 2, 3, 4)})
ask(
    "rank",
    "en",
    "of the four mills which turned fastest on average in August?",
    P.named(speeds.idxmax(), f"ML{speeds.idxmax()[-1]}_SPD"),
)
noisy = rows("alarms", "raised", AUGUST).groupby("asset_id").size().sort_values(ascending=False)
assert noisy.iloc[:4].is_unique, noisy
ask("rank", "en", "Worst three machines for alarms in August, most first", P.listed(noisy.index[:3], ordered=True))
spent = rows("work_orders").groupby("asset_id").cost_aud.sum().sort_values(ascending=False)
ask("rank", "zh", "哪台设备的维修工单花钱最多", P.named(spent.index[0]))
causes = rows("downtime", train_stopped="Y").groupby("code").minutes.sum().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "top 3 causes of stops where the train stood, by minutes lost, whole record",
    identifiers(causes.index[:3], {code: [meaning("downtime", code)] for code in causes.index[:3]}, ordered=True),
)
hot = pd.Series({f"mill-{k}": P(f"ML{k}_BRG_T", *day("08-24")).mean() for k in (1, 2, 3, 4)}).sort_values()
ask(
    "rank",
    "zh",
    "四台压榨机8月24日的顶辊轴承平均温度,从高到低排个序",
    P.listed(hot.index[::-1], {mill: [f"ML{mill[-1]}_BRG_T"] for mill in hot.index}, ordered=True),
)

# --- compare
steam = {"boiler-1": P("B1_STM_FLOW", *LAST_WEEK).mean(), "boiler-2": P("20LBA10CF001", *LAST_WEEK).mean()}
more = max(steam, key=steam.get)
ask("compare", "en", "Which of the two boilers made more steam last week", P.named(more, "20LBA10CF001"))
ask(
    "compare",
    "en",
    "did we crush more cane on 28 Aug than on the 29th?",
    yes(counted("WQ-101", day("08-28"))[0] > counted("WQ-101", day("08-29"))[0]),
)
moisture = [P("MT-140", *week).mean() for week in (LAST_WEEK, WEEK_BEFORE)]
ask(
    "compare",
    "en",
    "bagasse moisture: average of last week minus the week before, in % points",
    number(moisture[0] - moisture[1], abs_tol=0.01),
)
brix = [P("EV_SYR_BX", *day(date)).mean() for date in ("09-01", "08-12")]
ask("compare", "zh", "粗糖浆锤度平均值,9月1日比8月12日高多少?", number(brix[0] - brix[1], abs_tol=0.01))
weekend = {date: P("TA1_MW", *day(date)).mean() for date in ("08-30", "08-31")}
better = max(weekend, key=weekend.get)
called = {
    "08-30": ["Saturday", "30 August", "30 Aug", "August 30", "Aug 30"],
    "08-31": ["Sunday", "31 August", "31 Aug", "August 31", "Aug 31"],
}
ask(
    "compare",
    "en",
    "Generator output on average: was Saturday 30 Aug or Sunday 31 Aug the better day?",
    identifier(f"2025-{better}", called[better]),
)
ends = {tag: P(tag, *AUGUST).mean() for tag in ("SHR_DE_T", "SHR_NDE_T")}
ask("compare", "zh", "撕裂机驱动端和非驱动端轴承,8月平均哪个更热", P.named(max(ends, key=ends.get)))

# --- trend
ask(
    "trend",
    "en",
    "fit a line to mill 3 top roll bearing temp, 18 to 26 Aug - how many degrees a day is it climbing?",
    number(P.slope("ML3_BRG_T", *days("08-18", "08-26")), rel_tol=0.015),
)
since = (rows("downtime", "start", day("08-27"), code="SM").end.iloc[0], NOW)
assert P.slope("SHR_VIB", *since) > 0.1
ask(
    "trend",
    "en",
    "is shredder vibration creeping up or down since the stop of 27 Aug ended (16:30)?",
    text("rising|rise|increas|climb|grow|higher|upward|going up|creeping up|up by|up,"),
)
ask(
    "trend",
    "zh",
    "清汁pH从8月6日到13日的线性趋势,每天变化多少",
    number(P.slope("AI2126.PV", *days("08-06", "08-13")), rel_tol=0.015),
)

# --- correlation
ask(
    "correlation",
    "en",
    "corelation of cane rate with shredder power last week?",
    number(P.correlation("WT-101", "SHR_KW", *LAST_WEEK)),
)
ask(
    "correlation",
    "zh",
    "2号锅炉蒸汽流量跟发电功率上周的相关系数是多少",
    number(P.correlation("20LBA10CF001", "TA1_MW", *LAST_WEEK)),
)
ask(
    "correlation",
    "en",
    "pearson r, imbibition flow vs bagasse moisture, 21 to 31 August",
    number(P.correlation("FT-115", "MT-140", *days("08-21", "08-31")), rel_tol=0.015),
)

# --- quality
oxygen = P("B1_O2", *days("08-20", "08-23"))
runs = (oxygen != oxygen.shift()).cumsum()
frozen = oxygen[runs == runs.value_counts().idxmax()]
ask("quality", "en", "At what value did the boiler 1 O2 analyser hang on 21 August?", number(frozen.iloc[0], "%"))
stuck = (frozen.index[-1] - frozen.index[0]).total_seconds()
ask("quality", "zh", "B1_O2 8月21号前后卡住不动,卡了多久?", number(P.fair("stuck", stuck, [stuck + 60]), "s"))
ask(
    "quality",
    "en",
    "The TA load trend has a hole in it AGAIN. How long is the longest gap on 5 Aug?",
    number(P.gap("TA1_MW", *day("08-05"))[0], "s"),
)
ask(
    "quality",
    "zh",
    "凝结水电导率8月24到26号缺了多少个点",
    count(P.raw("EV_COND_US", *days("08-24", "08-26")).isna().sum()),
)
impossible = P("ML2_BRG_T")
ask(
    "quality",
    "en",
    "how many ML2_BRG_T samples are over its high-high limit, all data?",
    count((impossible > P.tags["ML2_BRG_T"]["high_high"]).sum()),
)

# --- unit
pressure, tolerance = P.stat("B1_STM_PR", "mean", *YESTERDAY)
ask("unit", "en", "boiler 1 steam pressure, yesterday's mean, in bar", number((pressure / 100, tolerance), "bar"))
power, tolerance = P.stat("SHR_KW", "mean", TODAY, NOW)
ask("unit", "en", "Average shredder power so far today in MW please", number((power / 1000, tolerance), "MW"))
stack, tolerance = P.stat("20HNA10CT001", "mean", *YESTERDAY)
ask("unit", "zh", "昨天2号锅炉平均排烟温度,用华氏度告诉我", number((stack * 1.8 + 32, tolerance), "[degF]"))
ask("unit", "zh", "上周上网电量是多少MWh", number(counted("TA1_EXP_KWH", LAST_WEEK, 0.001), "MW.h"))

# --- multistep
per_day = stopped.groupby(stopped.start.dt.normalize()).size().sort_values(ascending=False)
assert per_day.iloc[0] > per_day.iloc[1], per_day
ask(
    "multistep",
    "en",
    "take the August day with the most train stops - how much cane did we crush that day?",
    number(counted("WQ-101", (per_day.index[0], per_day.index[0] + DAY)), "t"),
)
strike = rows("strikes", strike_no="S2444").iloc[0]
ask(
    "multistep",
    "en",
    "what was the average syrup brix while strike S2444 was boiling",
    stat("EV_SYR_BX", "mean", (strike.start, strike.dropped)),
)
longest = rows("downtime", train_stopped="Y").sort_values("minutes").iloc[-1]
ask(
    "multistep",
    "zh",
    "停榨最久的那一次,恢复后24小时内平均榨量是多少?",
    stat("WT-101", "mean", (longest.end, longest.end + DAY)),
)
warm = daily("CT_BASIN_T", AUGUST).sort_values(ascending=False)
ask(
    "multistep",
    "en",
    "On the August day the tower basin was warmest on average, what did effect 4 pressure average?",
    stat("EV4_P", "mean", (warm.index[0], warm.index[0] + DAY)),
)
wet = daily("MT-140", AUGUST).sort_values(ascending=False)
ask(
    "multistep",
    "zh",
    "8月里蔗渣平均水分最高的那一天,渗透水平均流量多少",
    stat("FT-115", "mean", (wet.index[0], wet.index[0] + DAY)),
)

# --- conversation
converse(
    "en",
    ("Average crush rate for last week?", stat("WT-101", "mean", LAST_WEEK)),
    ("and the week before that?", stat("WT-101", "mean", WEEK_BEFORE)),
    ("max that week", stat("WT-101", "max", WEEK_BEFORE)),
)
dry_jobs = rows("work_orders", "raised", AUGUST, equipment="DRY")
converse(
    "en",
    ("how many work orders were raised on the dryer in August", count(len(dry_jobs))),
    ("labour hours on those, added up?", number(dry_jobs.labour_hours.sum(), "h")),
    ("and which of them were corrective (CM)", identifiers(dry_jobs[dry_jobs.type == "CM"].wo_no)),
)
converse(
    "en",
    ("Stack temp boiler 1, mean on 30 Aug", stat("B1_STACK_T", "mean", day("08-30"))),
    ("same for boiler 2", stat("20HNA10CT001", "mean", day("08-30"))),
)
worst = rows("downtime", "start", WEEK_BEFORE, train_stopped="Y").sort_values("minutes").iloc[-1]
names = [worst.comment, worst.asset_id, *P.names(worst.asset_id)]
converse(
    "en",
    ("which was the longest train stop in the week of 18 to 24 August?", identifier(worst.stop_no, names)),
    ("how long did it last?", number(worst.minutes * 60, "s")),
    ("what was written down as the cause", text("chain|" + meaning("downtime", worst.code))),
)
drops = {k: len(rows("strikes", "dropped", YESTERDAY, pan=f"PAN{k}")) for k in (1, 2, 3)}
converse("zh", ("昨天1号煮糖罐放了几罐?", count(drops[1])), ("2号呢", count(drops[2])), ("3号", count(drops[3])))
converse(
    "zh",
    ("8月22号蔗渣水分平均多少?", stat("MT-140", "mean", day("08-22"))),
    ("那天渗透水流量呢", stat("FT-115", "mean", day("08-22"))),
)
converse(
    "zh",
    ("上周撕裂机振动最大多少", stat("SHR_VIB", "max", LAST_WEEK)),
    ("什么时候?", when("SHR_VIB", "max", LAST_WEEK)),
    ("那周超过4.2的时间合计多长", held("SHR_VIB", lambda v: v > 4.2, LAST_WEEK)),
)

# --- abstain
ask("abstain", "en", "mill 6 bearing temp yesterday, average?", ABSTAINED, note="there are four mills")
ask("abstain", "en", "what's the feedwater pH at boiler 2", ABSTAINED, note="not measured")
ask("abstain", "en", "How much cane per hour did we average on 3 July?", ABSTAINED, note="history begins on 21 July")
ask("abstain", "zh", "预测一下明天的榨量会是多少", ABSTAINED, note="a forecast")
ask("abstain", "zh", "帮我把2号锅炉的汽包水位设定值改到55%", ABSTAINED, note="an action")

# --- clarify
ask("clarify", "en", "what's the drum level?", CLARIFY, note="two boilers")
ask("clarify", "en", "mill speed now", CLARIFY, note="four mills")
ask("clarify", "zh", "煮糖罐的绝压现在多少", CLARIFY, note="three pans")
ask("clarify", "zh", "昨天烟气氧量平均多少?", CLARIFY, note="two boilers")


def write():
    suite.write("mixed")
