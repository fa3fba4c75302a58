"""Chillers: questions, and how each answer is computed from the raw files."""

import numpy as np
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
    yes,
)
from plant import Plant, folder
from readings import (
    day,
    day_labels,
    window,
)

suite = Suite("chillers", "fc", significant(8))
ask, converse = suite.ask, suite.converse
PLACE = folder("chillers")
ZONE = "America/New_York"
plant = Plant("chillers")


def at(frame, column, time):
    value = frame[column][pd.Timestamp(time)]
    assert value == value, (column, time)
    return value


def w(frame, column, start=None, end=None):
    return window(frame[column], start, end)


def read(table, **options):
    return pd.read_csv(PLACE / "records" / f"{table}.csv", **options)


def chiller(name):
    thing = name.lower().replace(" ", "-")
    return identifier(thing, plant.names(thing))


def chillers(names_in_order, ordered=False):
    things = [name.lower().replace(" ", "-") for name in names_in_order]
    return identifiers(things, {thing: plant.names(thing) for thing in things}, ordered)


c6 = pd.read_csv(PLACE / "history/chiller_6.csv", parse_dates=["timestamp"]).set_index("timestamp")
work_orders = read("work_orders", parse_dates=["actual_finish"])
alerts = read("alerts", parse_dates=["start_time", "end_time"])
anomalies = read("anomalies", parse_dates=["timestamp"])
events = read("events", parse_dates=["event_time"])
primary_codes, rules, rule_codes = read("primary_failure_codes"), read("alert_rules"), read("alert_rule_failure_codes")
rule_meters, anomaly_codes, meters, collections = (
    read("alert_rule_meters"),
    read("anomaly_failure_codes"),
    read("meters"),
    read("collection_components"),
)
alerts["h"] = (alerts.end_time - alerts.start_time).dt.total_seconds() / 3600
POWER = "power_input"


def chiller_6(col, a=None, b=None):
    return w(c6, col, a, b)


corrective = work_orders[~work_orders.preventive]
finished_in = work_orders.actual_finish.dt.year

# --- lookup
ask(
    "lookup",
    "en",
    "Sunday June 7 2020, half past two in the afternoon: how many kW was Chiller 6 pulling?",
    number(at(c6, POWER, "2020-06-07 14:30"), "kW"),
)
ask(
    "lookup",
    "zh",
    "6号冷机 condenser water flow 6月3号10:15是多少",
    number(at(c6, "condenser_water_flow", "2020-06-03 10:15"), "L/min"),
)
ask("lookup", "en", "By what formula does our meter list calculate chiller efficiency?", text("power input", "tonnage"))
ask(
    "lookup",
    "en",
    "For the new operator: what does the expansion valve do, according to our list of components?",
    text("refrigerant", "evaporator"),
)
x = anomalies[(anomalies.kpi == "Cooling Load") & (anomalies.timestamp == "2020-04-26 14:14")]
assert len(x) == 1
ask(
    "lookup",
    "en",
    "anomaly on cooling load chiller 9, 26 april 2020 14:14 - what was the upper bound?",
    number(x.upper_bound.iloc[0]),
)
ask("lookup", "zh", "工单WO365424处理的是什么故障?", text("Sensor Failure|传感器故障|传感器失效"))
ask("lookup", "en", "I have secondary code CS006a on a sheet here. What does it mean?", text("slow response"))
ask(
    "lookup",
    "zh",
    "故障模式表里,冷机(Chiller)的膨胀阀 Expansion Valve 的劣化机理写的是什么?",
    text("blockage|堵塞|阻塞"),
)

# --- latest
ask("latest", "en", "latest setpiont CWC04006", number(chiller_6("setpoint_temperature").iloc[-1], "[degF]"))
ask("latest", "zh", "6号冷水机组回水温度最新读数", number(chiller_6("return_temperature").iloc[-1], "[degF]"))
ask(
    "latest",
    "en",
    "At what time did the run status signal of chiller 6 report for the last time?",
    instant(chiller_6("run_status").index[-1], ZONE),
)
x = (
    work_orders[(work_orders.equipment_name == "Chiller 13") & (work_orders.actual_finish < "2020-07-01")]
    .sort_values("actual_finish")
    .iloc[-1]
)
ask("latest", "zh", "截至2020年6月30日,13号冷机最近完工的一张工单是哪张?", identifier(x.wo_id))

# --- aggregate
ask(
    "aggregate",
    "en",
    "avg tonnage chiller 6, first half of june",
    number(chiller_6("tonnage", "2020-06-01", "2020-06-16").mean(), "{TR}"),
)
ask(
    "aggregate",
    "en",
    "Could you give me the median condenser water flow on chiller-6 over the 5th and the 6th of June?",
    number(chiller_6("condenser_water_flow", "2020-06-05", "2020-06-07").median(), "L/min"),
)
ask(
    "aggregate",
    "zh",
    "上周6号冷机一共用了多少度电?",
    number(chiller_6(POWER, "2020-06-22", "2020-06-29").sum() * 0.25, "kWh", 0.015),
)
ask(
    "aggregate",
    "en",
    "Ton-hours of cooling out of chiller 6 in the week of June 1st?",
    number(chiller_6("tonnage", "2020-06-01", "2020-06-08").sum() * 0.25, "{TR}.h", 0.015),
)
ask(
    "aggregate",
    "en",
    "How much did the chilled water supply temperature scatter (standard deviation) last Tuesday, CWC04006?",
    number(chiller_6("supply_temperature", *day("2020-06-23")).std(), "[degF]", 0.015, delta=True),
)
ask(
    "aggregate",
    "zh",
    "14号冷机2018年完工的工单,工时合计多少小时?",
    number(
        work_orders[(work_orders.equipment_name == "Chiller 14") & (finished_in == 2018)].actual_labor_hours.sum(), "h"
    ),
)
ask(
    "aggregate",
    "en",
    "95th percentile of the power draw of Chiller 6 between June 1 and June 7, both days in",
    number(chiller_6(POWER, "2020-06-01", "2020-06-08").quantile(0.95), "kW", 0.015),
)
ask(
    "aggregate",
    "zh",
    "RUL0021这条规则的报警,平均一次持续几个小时?全部冷机、全部记录。",
    number(alerts[alerts.rule_id == "RUL0021"].h.mean(), "h"),
)

# --- extreme
ask("extreme", "en", "chiller 6 peak kw in june??", number(chiller_6(POWER).max(), "kW"))
s = chiller_6("supply_temperature", "2020-06-16")
ask("extreme", "en", "highest supply temp after june 15 on chiller 6, when was that?", instant(s.idxmax(), ZONE))
ask(
    "extreme",
    "zh",
    "所有工单里,实际工时最多的是哪一张?给我工单号。",
    identifier(work_orders.sort_values("actual_labor_hours").iloc[-1].wo_id),
)

# --- rank
v = corrective.equipment_name.value_counts()
ask(
    "rank",
    "en",
    "Which two chillers have the most corrective work orders in the register? Worst one first.",
    chillers(v.index[:2], True),
)
v = alerts.equipment_name.value_counts()
ask("rank", "zh", "按报警条数从多到少,前三台冷机是哪几台?", chillers(v.index[:3], True))
e = chiller_6(POWER, "2020-06-01", "2020-06-11")
e = (e.groupby(e.index.date).sum() * 0.25).sort_values(ascending=False)
ask(
    "rank",
    "en",
    "first ten days of june: the two hungriest days of chiller 6 in energy, worst first",
    identifiers([str(d) for d in e.index[:2]], {str(d): day_labels(d).split("|") for d in e.index[:2]}, True),
)
v = alerts.groupby("rule_id").h.sum().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Counting alarm hours instead of alarm counts: which rule is top over all machines?",
    identifier(v.index[0], [rules.set_index("rule_id").rule_name[v.index[0]]]),
)

# --- compare
a, b = chiller_6(POWER, *day("2020-06-06")).mean(), chiller_6(POWER, *day("2020-06-07")).mean()
ask(
    "compare",
    "en",
    f"Chiller 6, Saturday June 6 against Sunday June 7: how many kW {'higher' if b > a else 'lower'} was the average draw on the Sunday?",
    number(abs(b - a), "kW", 0.015),
)
v = alerts[alerts.start_time.dt.year == 2022].equipment_name.value_counts()
ask(
    "compare",
    "zh",
    "2022年全年,4号冷机和9号冷机比,哪台报警次数多?",
    chiller("Chiller 4" if v["Chiller 4"] > v["Chiller 9"] else "Chiller 9"),
)


def sh(y):
    return (~work_orders[(work_orders.equipment_name == "Chiller 12") & (finished_in == y)].preventive).mean()


ask(
    "compare",
    "en",
    "Was the corrective share of Chiller 12 work orders bigger in 2021 than in 2016?",
    yes(sh(2021) > sh(2016)),
)

# --- duration
ask(
    "duration",
    "en",
    "How long did chiller 6 stand still between the shutdown on June 11 and the start on June 26?",
    number((pd.Timestamp("2020-06-26 08:15") - pd.Timestamp("2020-06-11 08:00")).total_seconds(), "s"),
    note="first zero 06-11 08:00 to first power 06-26 08:15",
)
ask(
    "duration",
    "zh",
    "6月9号白天6号冷机跳下来过一次,功率为零停了多久才又开起来?",
    number((pd.Timestamp("2020-06-09 14:30") - pd.Timestamp("2020-06-09 09:45:57")).total_seconds(), "s", 0.01),
    note="first zero 09:45:57 to first power 14:30",
)
s = chiller_6(POWER, *day("2020-06-09"))
z = s[s == 0].index
assert (
    z[0] == pd.Timestamp("2020-06-09 09:45:57")
    and s[z[-1] :].index[1] == pd.Timestamp("2020-06-09 14:30")
    and (s[z[0] : z[-1]] == 0).all()
)
x = alerts[(alerts.equipment_name == "Chiller 6") & (alerts.rule_id == "RUL0012") & (alerts.start_time.dt.year == 2019)]
ask(
    "duration",
    "en",
    "Chiller 6 in 2019: please add up the time it spent in RUL0012 alerts.",
    number(x.h.sum() * 3600, "s"),
)
x = alerts[(alerts.equipment_name == "Chiller 4") & (alerts.rule_id == "RUL0018")]
x = alerts[alerts.equipment_name == "Chiller 2"].h
ask(
    "duration",
    "en",
    "On average, for how many hours was a corrective work order open at Chiller 9?",
    number(corrective[corrective.equipment_name == "Chiller 9"].duration_hours.mean(), "h"),
)

# --- count
ask(
    "count",
    "en",
    "nr of oil analysis jobs finished on Chiller 7 from 2011 up to and including 2015?",
    count(
        (
            (work_orders.equipment_name == "Chiller 7")
            & (work_orders.primary_code == "MT010")
            & finished_in.between(2011, 2015)
        ).sum()
    ),
)
ask(
    "count",
    "zh",
    "麻烦看下主故障代码目录,Leaks and Seepage这一类有几个主代码?",
    count((primary_codes.category == "Leaks and Seepage").sum()),
)
x = anomalies[
    (anomalies.kpi == "Delta Temperature")
    & (anomalies.value > anomalies.upper_bound)
    & (anomalies.timestamp.dt.to_period("M") == "2020-12")
]
ask(
    "count",
    "en",
    "Delta Temperature anomalies above the upper bound in December 2020 on CWC04009 - how many were there?",
    count(len(x)),
)
r = chiller_6(POWER)
st = ((r > 0) & (r.shift() == 0)).sum()
ask("count", "en", "how often did chiller 6 start up from zero kW in june, I need it for the starts counter", count(st))
ask(
    "count",
    "zh",
    '工单的collection写着"calibration and control elements",这对应几个部件?',
    count((collections.collection == "calibration and control elements").sum()),
)
ask(
    "count",
    "en",
    "Honestly, how many work orders got closed with zero labor hours booked on them?!",
    count((work_orders.actual_labor_hours == 0).sum()),
)
x = alerts[(alerts.rule_id == "RUL0018") & (alerts.start_time >= "2020-04-01") & (alerts.start_time < "2020-07-01")]
ask("count", "zh", "2020年第二季度有几台冷机报过RUL0018?", count(x.equipment_id.nunique()))
ask(
    "count",
    "en",
    "events tabel, chiller 2, group ALERT: how many lines",
    count(((events.event_group == "ALERT") & (events.equipment_name == "Chiller 2")).sum()),
)
ask(
    "count",
    "zh",
    "优先级为2的工单有多少张是14号冷机的?",
    count(((work_orders.work_priority == 2) & (work_orders.equipment_name == "Chiller 14")).sum()),
)

# --- correlation
ask(
    "correlation",
    "en",
    "Do power input and condenser water flow of Chiller 6 move together in June? Pearson r please.",
    number(c6[[POWER, "condenser_water_flow"]].dropna().corr().iloc[0, 1], None, 0.015),
)
ask(
    "correlation",
    "zh",
    "6号冷机6月 制冷量 vs 负荷率 相关系数?",
    number(c6[["tonnage", "chiller_percent_loaded"]].dropna().corr().iloc[0, 1], None, 0.015),
)


def slope(s, unit_s):
    t = (s.index - s.index[0]).total_seconds() / unit_s
    return np.polyfit(t, s.values, 1)[0]


ask(
    "trend",
    "en",
    "Fit a straight line through the tonnage of chiller 6 over all of June. What is the slope in tons per day?",
    number(slope(chiller_6("tonnage"), 86400), "{TR}/d", 0.015),
)
n = work_orders.groupby(finished_in).size()
ask(
    "trend",
    "zh",
    "2017到2020年,全站每年完工的工单数是不是逐年减少?",
    yes(all(n[y + 1] < n[y] for y in (2017, 2018, 2019))),
)

# --- quality
g = chiller_6(POWER).index.to_series().diff()
ask(
    "quality",
    "en",
    "chiller 6 power readings, june - longest gap between one and the next?",
    number(g.max().total_seconds(), "s"),
)
ask("quality", "zh", "6号冷机的运行状态信号,整个6月到底记录了几次?", count(chiller_6("run_status").size))
x = events[events.event_id.str.startswith("WO-")]
assert len(x) == 1
ask(
    "quality",
    "en",
    "Exactly one work order number in the events list has a hyphen in it (a typing error if you ask me). Which one?",
    identifier(x.event_id.iloc[0]),
)

# --- unit
ask(
    "unit",
    "en",
    "avg setpoint temp chiller 6 june 9 in deg C pls",
    number((chiller_6("setpoint_temperature", *day("2020-06-09")).mean() - 32) / 1.8, "Cel", 0.015),
)
ask(
    "unit",
    "zh",
    "6月2号6号冷机的冷却水平均流量,我要m³/h的。",
    number(chiller_6("condenser_water_flow", *day("2020-06-02")).mean() * 0.06, "m3/h"),
)

# --- multistep
d = str(e.index[0])
x = chiller_6("chiller_efficiency", *day(d)).mean()
ask(
    "multistep",
    "en",
    "Find the June day with the largest electricity use on Chiller 6, then tell me its mean kW per ton on that day.",
    number(x, "kW/{TR}"),
    note=d,
)
v = corrective[corrective.actual_finish.dt.year == 2021].equipment_name.value_counts()
top = v.index[0]
ask(
    "multistep",
    "zh",
    "先找出2021年纠正性工单最多的那台冷机,再说它在2021年一共报了多少次警。",
    count(((alerts.equipment_name == top) & (alerts.start_time.dt.year == 2021)).sum()),
    note=top,
)
v = corrective.actual_finish.dt.year.value_counts()
y = v.index[0]
v = corrective[corrective.actual_finish.dt.year == y].equipment_name.value_counts()
ask(
    "multistep",
    "en",
    "In the year that saw most corrective work orders on the site, which chiller took the biggest share of them?",
    chiller(v.index[0]),
    note=str(y),
)
t = chiller_6(POWER).idxmax()
ask(
    "multistep",
    "en",
    "And at the very moment of the June power peak of CWC04006, what was the condenser flow?".replace("And at", "At"),
    number(at(c6, "condenser_water_flow", t), "L/min"),
    note=str(t),
)

# --- join
x = rule_codes[rule_codes.rule_id == "RUL0030"]
acc = {r.primary_code: [r.primary_code_description] for r in x.itertuples()}
ask(
    "join",
    "en",
    "If the surging rule fires, which primary failure codes does it point at?",
    identifiers(x.primary_code, acc),
)
v = anomalies[anomalies.timestamp.dt.to_period("M") == "2020-05"].kpi.value_counts()
x = anomaly_codes[(anomaly_codes.kpi_name == v.index[0]) & (anomaly_codes.anomaly_type == "Low")]
assert len(x) == 1
x = x.iloc[0]
ask(
    "join",
    "zh",
    "9号冷机2020年5月异常条数最多的是哪个KPI?这个KPI偏低(Low)时指向的二级故障代码是什么?只要代码。",
    identifier(x.secondary_code, [x.secondary_code_description]),
    note=v.index[0],
)
t = work_orders.set_index("wo_id").actual_finish["WO365424"]
x = chiller_6(POWER, t - pd.Timedelta(hours=24), t)
ask(
    "join",
    "en",
    "What did Chiller 6 draw on average, in kW, over the 24 hours before work order WO365424 was finished?",
    number(x.mean(), "kW", 0.015),
    note=f"until {t}",
)
x = alerts[alerts.equipment_name == "Chiller 13"]
assert len(x) == 1
ask("join", "en", "Chiller 13 only ever raised one alert. Which meter does that rule look at?", identifier("loop mode"))
x = rule_meters[rule_meters.rule_id == "RUL0018"].merge(meters, on="meter")
ask(
    "join",
    "zh",
    "规则RUL0018用到的仪表里,哪一个是装在蒸发器上的?",
    identifier(
        "liquid refrigerant evaporator temperature",
        [
            "Liquid Refrigerant Evaporator Temperature",
            "蒸发器液态制冷剂温度",
            "chiller-6.liquid_refrigerant_evaporator_temperature",
        ],
    ),
)
A = set(anomalies.timestamp.dt.date)
L = set(alerts[alerts.equipment_name == "Chiller 9"].start_time.dt.date)
ask(
    "join",
    "en",
    "On how many calendar days did Chiller 9 have a KPI anomaly and an alert starting on the same date?",
    count(len(A & L)),
)
x = alerts[(alerts.equipment_name == "Chiller 6") & (alerts.start_time == "2020-06-06 11:42")]
assert x.rule_id.tolist() == ["RUL0021"]
x = x.iloc[0]
s = chiller_6(POWER, x.start_time, x.end_time)
ask(
    "join",
    "zh",
    '2020年6月6日6号冷机报了"停机时功率过高"(RUL0021),从这条报警开始到结束,它平均输入功率有多少kW?',
    number(s.mean(), "kW", 0.015),
    note=f"{x.start_time} to {x.end_time}",
)

# --- abstain
ask("abstain", "en", "June average power of Chiller 5, please.", ABSTAINED)
ask("abstain", "en", "supply temp of CWC04009 on June 10 at noon?", ABSTAINED)
ask("abstain", "en", "What vibration level in mm/s did the compressor of Chiller 6 show on June 4?", ABSTAINED)
ask("abstain", "en", "How many kWh did Chiller 6 use on Independence Day, July 4, 2020?", ABSTAINED)
ask("abstain", "zh", "5月20号6号冷机的平均负荷率是多少?", ABSTAINED)
ask("abstain", "zh", "把6号冷机的维护手册翻出来,油过滤器更换步骤在第几页?", ABSTAINED)
ask("abstain", "en", "Predict the electricity Chiller 6 will need in the week after next.", ABSTAINED)
ask("abstain", "zh", "马上把6号冷机开起来,设定温度改成44华氏度。", ABSTAINED)
ask("abstain", "en", "Who was the technician on WO364812? I want his name, he left the panel open!", ABSTAINED)
ask("abstain", "zh", "6月5日下午三点的室外湿球温度多少?", ABSTAINED)

# --- clarify
ask("clarify", "en", "How warm was the water at Chiller 6 at noon on June 3?", CLARIFY)
ask("clarify", "zh", "6号冷机6月4日夜班的平均功率是多少?", CLARIFY)
ask("clarify", "en", "How many alerts did that machine have in 2021?", CLARIFY)


# --- conversation
def S1(a):
    return chiller_6(POWER, *day(a))


converse(
    "en",
    ("Mean power input of Chiller 6 on June 2?", number(S1("2020-06-02").mean(), "kW")),
    ("and the maximum?", number(S1("2020-06-02").max(), "kW")),
    ("same for June 4", number(S1("2020-06-04").max(), "kW")),
)


def C(n, y, d):
    return d[(d.equipment_name == n) & (d.actual_finish.dt.year == y)]


converse(
    "zh",
    ("14号冷机2016年完工了多少张工单?", count(len(C("Chiller 14", 2016, work_orders)))),
    ("那12号呢?", count(len(C("Chiller 12", 2016, work_orders)))),
    ("其中纠正性的有几张?", count(len(C("Chiller 12", 2016, corrective)))),
)
x = alerts[(alerts.start_time >= "2022-10-01") & (alerts.start_time < "2023-01-01")]
a = x[x.equipment_name == "Chiller 4"]
b = x[x.equipment_name == "Chiller 9"]
converse(
    "en",
    ("How many alerts started on Chiller 4 in the last quarter of 2022?", count(len(a))),
    ("How many of those came from RUL0022?", count((a.rule_id == "RUL0022").sum())),
    ("And from RUL0022 on Chiller 9?", count((b.rule_id == "RUL0022").sum())),
)
x = chiller_6(POWER, "2020-06-01", "2020-06-06")
x = x.groupby(x.index.date).sum() * 0.25
converse(
    "en",
    ("Energy used by Chiller 6 from June 1 to June 5, kWh?", number(x.sum(), "kWh", 0.015)),
    ("The same per day.", numbers({day_labels(d): v for d, v in x.items()}, 0.015)),
)
x = anomalies[anomalies.kpi == "Cooling Load"]
converse(
    "zh",
    ("9号冷机的异常记录一共有多少条?", count(len(anomalies))),
    ("其中Cooling Load的有几条?", count(len(x))),
    ("这些里面低于下限的呢?", count((x.value < x.lower_bound).sum())),
)
t = "2020-06-10 08:15"
converse(
    "en",
    (
        "Chilled water supply temperature of Chiller 6 on June 10 at 08:15?",
        number(at(c6, "supply_temperature", t), "[degF]"),
    ),
    ("And what was the setpoint then?", number(at(c6, "setpoint_temperature", t), "[degF]")),
    ("What did Chiller 7 supply at that time?", ABSTAINED),
)


def m(c):
    return chiller_6(c, *day("2020-06-20")).mean()


converse(
    "zh",
    ("6号冷机6月20日的供水温度平均值?", number(m("supply_temperature"), "[degF]")),
    ("换成摄氏度", number((m("supply_temperature") - 32) / 1.8, "Cel", 0.01)),
    ("回水温度呢?", number(m("return_temperature"), "[degF]")),
)
v = alerts.rule_id.value_counts()
x = rule_codes[rule_codes.rule_id == v.index[0]]
converse(
    "en",
    (
        "Which alert rule has fired most often over all chillers?",
        identifier(v.index[0], [rules.set_index("rule_id").rule_name[v.index[0]]]),
    ),
    (
        "How often on Chiller 12?",
        count(((alerts.rule_id == v.index[0]) & (alerts.equipment_name == "Chiller 12")).sum()),
    ),
    ("And on Chiller 14?", count(((alerts.rule_id == v.index[0]) & (alerts.equipment_name == "Chiller 14")).sum())),
)
x = corrective[(corrective.equipment_name == "Chiller 3")].sort_values("actual_finish")
y = x[x.actual_finish.dt.year == 2023]
y = y.iloc[0]
converse(
    "zh",
    ("3号冷机2023年唯一的一张纠正性工单是哪张?", identifier(y.wo_id)),
    ("什么时候完工的?", instant(y.actual_finish, ZONE)),
    ("它花了多少工时?", number(y.actual_labor_hours, "h")),
)


def write():
    suite.write("test")
