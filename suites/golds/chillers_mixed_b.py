"""Chillers, mixed, of the second author: questions, and how each answer is computed from the raw files."""

import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    identifier,
    identifiers,
    instant,
    number,
    numbers,
    significant,
    text,
)
from mixed import day, differ, longest_run, now, scaled, stat, top, within
from plant import Plant

C = Plant("chillers")
suite = Suite("chillers", "chillers-q", significant(7))
ask, converse = suite.ask, suite.converse
SIX = "chiller-6."
COLUMNS = ("power_input", "chiller_percent_loaded", "tonnage")


def orders(start, end, **equal):
    return within(C.tables["work_orders"], "actual_finish", start, end, **equal)


def alerts(start, end, **equal):
    return within(C.tables["alerts"], "start_time", start, end, **equal)


def labels(asset):
    return "|".join([C.assets[asset]["name"], asset, *C.assets[asset]["aliases"]])


# --- aggregate
ask(
    "aggregate",
    "en",
    "avg power chiller 6, 1st to 7th June, leave the off periods in",
    stat(C, SIX + "power_input", "mean", "2020-06-01", "2020-06-08"),
)
ask(
    "aggregate",
    "zh",
    "6号冷机6月8号一整天平均负荷率是多少？",
    stat(C, SIX + "chiller_percent_loaded", "mean", "2020-06-08"),
)
ask(
    "aggregate",
    "en",
    "Energy bill query - how many kWh did No. 6 burn through on Sunday the 7th of June?",
    stat(C, SIX + "power_input", "total", "2020-06-07", unit="kW.h"),
)
ask(
    "aggregate",
    "zh",
    "师傅麻烦帮我看下6号机6月1-10号冷吨的P90",
    stat(C, SIX + "tonnage", "p90", "2020-06-01", "2020-06-11"),
)

# --- lookup
ask("lookup", "en", "what's the CWC number of chiller 9 again", text("CWC04009"))
ask(
    "lookup",
    "zh",
    "报警规则RUL0019是什么意思",
    text(C.tables["alert_rules"].set_index("rule_id").rule_name["RUL0019"].removeprefix("Chiller - ")),
)
ask(
    "lookup",
    "en",
    "WO428205, hours of labour booked on it?",
    number(C.tables["work_orders"].set_index("wo_id").actual_labor_hours["WO428205"], "h"),
)

# --- latest
ask("latest", "en", "Chilled water supply temp on 6 right now?", number(now(C, SIX + "supply_temperature"), "[degF]"))
ask("latest", "zh", "6号机run status最后一次有记录是几月几号几点", instant(C(SIX + "run_status").index[-1], C.zone))

# --- extreme
ask("extreme", "en", "When did chiller 6 hit its peak kW this month?", instant(C(SIX + "power_input").idxmax(), C.zone))
ask("extreme", "zh", "26号那天6号机冷却水流量最大冲到多少", stat(C, SIX + "condenser_water_flow", "max", "2020-06-26"))

# --- duration
ask(
    "duration",
    "en",
    "26 June. How long was CWC04006 actually running, i.e. drawing any power at all??",
    number(C.lasting(SIX + "power_input", lambda s: s > 0, "2020-06-26", "2020-06-27"), "s"),
)
off = longest_run(C(SIX + "power_input"), lambda s: s == 0)
until = C(SIX + "power_input", off.index[-1]).index[1]  # the first reading with power again
lengths = [len(off) * 900, (off.index[-1] - off.index[0]).total_seconds()]
ask(
    "duration",
    "zh",
    "6号机6月份停得最久的一次（功率一直是0）持续了多长时间？",
    number(C.fair("longest stop", (until - off.index[0]).total_seconds(), lengths), "s"),
)

# --- count
ask(
    "count",
    "en",
    "Number of corrective work orders on chiller 14 in 2017?",
    count(len(orders("2017", "2018", asset_id="chiller-14", preventive=False))),
)
ask(
    "count",
    "zh",
    "RUL0018 蒸发器趋近温度高 这条2020年5月一共报了几次",
    count(len(alerts("2020-05", "2020-06", rule_id="RUL0018"))),
)
ask(
    "count",
    "en",
    "how many alerts did we get on number 4 in april 2020",
    count(len(alerts("2020-04", "2020-05", asset_id="chiller-4"))),
)
ask(
    "count",
    "zh",
    "查一下10号冷机2019年做了几次Refrigerant Addition（补制冷剂）的工单",
    count(len(orders("2019", "2020", asset_id="chiller-10", primary_code="MT004"))),
)
ask(
    "count",
    "en",
    "flow efficiency anomolies, chiller 9, May 2020 - count pls",
    count(len(within(C.tables["anomalies"], "timestamp", "2020-05", "2020-06", kpi="Flow Efficiency"))),
)

# --- records
ask(
    "records",
    "en",
    "Give me the WO numbers of everything we finished on chiller 9 in May 2020.",
    identifiers(sorted(orders("2020-05", "2020-06", asset_id="chiller-9").wo_id)),
)
ask(
    "records",
    "zh",
    "2020年上半年哪几台冷机做过油分析(Oil Analysis)",
    C.listed(sorted(set(orders("2020", "2020-07", primary_code="MT010").asset_id))),
)
ask(
    "records",
    "en",
    "sum of labour hours, CWC04013, jobs finished in 2018",
    number(orders("2018", "2019", asset_id="chiller-13").actual_labor_hours.sum(), "h"),
)
fixed = orders("2017", "2018", preventive=False).asset_id.value_counts()
ask(
    "records",
    "zh",
    "把2017年纠正性维修工单按冷机列个数量",
    numbers({labels(asset): n for asset, n in fixed.items()}, rel_tol=0),
)
ask(
    "records",
    "en",
    "which rules went off on Chiller 3 in June 2020, rule ids will do",
    identifiers(sorted(set(alerts("2020-06", "2020-07", asset_id="chiller-3").rule_id))),
)
up = alerts("2020-05", "2020-06", asset_id="chiller-6")
ask(
    "records",
    "en",
    "chiller six alerts in May 2020, add them all up start to end, how many hours is it",
    number((up.end_time - up.start_time).dt.total_seconds().sum() / 3600, "h"),
)

# --- rank
ask(
    "rank",
    "en",
    "Top three worst chillers by corrective work orders, 2010 to 2019 inclusive, worst first",
    C.listed(top(orders("2010", "2020", preventive=False).asset_id.value_counts(), 3), ordered=True),
)
ask(
    "rank",
    "zh",
    "2020年6月哪台冷机报警次数最多？",
    C.named(top(alerts("2020-06", "2020-07").asset_id.value_counts(), 1)[0]),
)
kwh = C(SIX + "power_input", "2020-06-01", "2020-06-11").resample("D").sum() / 4
ask("rank", "en", "Out of 1-10 June which day did no. 6 use the most electricity?", identifier(top(kwh, 1)[0].date()))

# --- compare
ask(
    "compare",
    "en",
    "CHW supply on 6 - how many degF warmer was last week's average than the first week of June (1st-7th)?",
    differ(C, SIX + "supply_temperature", ("2020-06-22", "2020-06-29"), ("2020-06-01", "2020-06-08"), "[degF]"),
)
both = orders("2015", "2020", preventive=False).asset_id.value_counts()
ask("compare", "zh", "2015到2019年，9号机的纠正性工单比4号机多多少张？", count(both["chiller-9"] - both["chiller-4"]))

# --- correlation
ask(
    "correlation",
    "en",
    "Does kW follow tonnage on chiller 6? Correlation coefficient for the whole of June ta",
    number(C.correlation(SIX + "power_input", SIX + "tonnage", "2020-06-01", "2020-07-01"), "1"),
)

# --- quality
ask(
    "quality",
    "en",
    "Did the chiller 6 power meter drop out in June? What's the longest gap between two readings?",
    number(C.gap(SIX + "power_input", "2020-06-01", "2020-07-01")[0], "s"),
)
ask("quality", "zh", "6号机的排程(schedule)信号6月总共只记了几个值啊？", count(len(C(SIX + "schedule"))))

# --- unit
ask(
    "unit",
    "en",
    "current setpoint on 6 but in celsius please, I don't do Fahrenheit",
    number((now(C, SIX + "setpoint_temperature") - 32) / 1.8, "Cel"),
)
ask(
    "unit",
    "zh",
    "6月5号6号机冷却水平均流量，折算成m3/h",
    scaled(C, SIX + "condenser_water_flow", "mean", "2020-06-05", "2020-06-06", 0.06, "m3/h"),
)

# --- multistep
peak = C(SIX + "power_input").resample("D").mean().idxmax()
ask(
    "multistep",
    "en",
    "Find the day in June with the highest average power on chiller 6 and tell me the average "
    "condenser water flow that day",
    stat(C, SIX + "condenser_water_flow", "mean", peak),
)
loud = top(alerts("2020-06", "2020-07").asset_id.value_counts(), 1)[0]
ask(
    "multistep",
    "zh",
    "2020年6月报警最多的那台冷机，当月完成了几张工单？",
    count(len(orders("2020-06", "2020-07", asset_id=loud))),
)
loaded = (
    pd.DataFrame({tag: C(SIX + tag, "2020-06-01", "2020-06-11") for tag in COLUMNS})
    .dropna()
    .query("chiller_percent_loaded > 50")
)
ask(
    "multistep",
    "en",
    "1-10 June, chiller 6: mean kW only while it was more than 50 % loaded?",
    number(loaded.power_input.mean(), "kW"),
)

# --- conversation
y18 = ("2018", "2019")
converse(
    "en",
    ("How many jobs did we close on chiller 7 in 2018?", count(len(orders(*y18, asset_id="chiller-7")))),
    ("of those how many were corrective?", count(len(orders(*y18, asset_id="chiller-7", preventive=False)))),
    ("and corrective on chiller 10, same year", count(len(orders(*y18, asset_id="chiller-10", preventive=False)))),
)
power = SIX + "power_input"
mean_of = {date: C.stat(power, "mean", *day(date))[0] for date in ("2020-06-03", "2020-06-09")}
converse(
    "zh",
    ("6月3号6号机平均功率", stat(C, power, "mean", "2020-06-03")),
    ("9号那天呢", stat(C, power, "mean", "2020-06-09")),
    ("这两天哪天平均功率高？", identifier(max(mean_of, key=mean_of.get))),
)
tower = SIX + "condenser_water_return_to_tower_temperature"
converse(
    "en",
    ("highest condenser water return to tower temp on 6 on 2 June?", stat(C, tower, "max", "2020-06-02")),
    ("what time was that", instant(C(tower, "2020-06-02", "2020-06-03").idxmax(), C.zone)),
    ("and the average that day?", stat(C, tower, "mean", "2020-06-02")),
)

# --- abstain
ask("abstain", "en", "need the oil pressure off chiller 6, anyone", ABSTAINED)
ask("abstain", "zh", "8号冷机昨天平均功率多少", ABSTAINED)
ask("abstain", "en", "what was chiller 2 pulling in kW yesterday lunchtime", ABSTAINED)

# --- clarify
ask("clarify", "en", "whats the temperature on chiller 6 doing right now", CLARIFY)
ask("clarify", "zh", "6号机6月4号平均水温是多少", CLARIFY)
