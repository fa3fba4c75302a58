"""Chillers, asked last, of the first author: questions, and how each answer is computed from the raw files."""

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
from plant import Plant, slope
from readings import day, weighed

suite = Suite("chillers", "la", significant(8))
ask, converse = suite.ask, suite.converse
C = Plant("chillers")
WO, AL, AN = C.tables["work_orders"], C.tables["alerts"], C.tables["anomalies"]
J = "2020-06-01", "2020-07-01"  # all of June


def fair(plant, tag, how, start, end, unit):
    return number(plant.stat(tag, how, start, end), unit)


def or_clarify(expect):
    return {**expect, "accept_status": ["clarify"]}


power = C("chiller-6.power_input")


def c6(tag):
    return f"chiller-6.{tag}"


def c6s(tag, *window):
    return C(c6(tag), *window)


def year(table, column, y):
    return table[table[column].dt.year == y]


ask("when", "en", "when in June did chiller 6 pull its peak kW?", instant(power.idxmax(), C.zone))
ask("aggregate", "zh", "6号冷机6月8号一天耗了多少度电", fair(C, c6("power_input"), "total", *day("2020-06-08"), "kW.h"))

d = pd.DataFrame(
    {"e": c6s("chiller_efficiency", "2020-06-01", "2020-06-11"), "p": c6s("power_input", "2020-06-01", "2020-06-11")}
).dropna()
ask(
    "condition",
    "en",
    "CWC04006, 1 to 10 June: mean of the kW/ton reading, but only where power input is above zero. Not the plain mean please.",
    weighed(d.e[d.p > 0].mean(), "kW/{TR}"),
)

gap, _ = C.gap(c6("power_input"), *J)
ask("quality", "en", "longest hole in ch6 power input, june data?", weighed(gap, "s"))

w = year(WO, "actual_finish", 2018)
ask(
    "records",
    "en",
    "no. of corrective WOs closed on chiller 14 in 2018",
    count(((w.asset_id == "chiller-14") & ~w.preventive).sum()),
)

w = year(WO, "actual_finish", 2017)
top = w[~w.preventive].asset_id.value_counts()
assert top.iloc[0] > top.iloc[1], top
ask("superlative", "zh", "2017年纠正性工单最多的是哪台冷机？", C.named(top.index[0]))

done = WO[
    (WO.asset_id == "chiller-6") & (WO.primary_code == "CS002") & WO.actual_finish.between(*J)
].actual_finish.item()
ask(
    "join",
    "en",
    "Temp sensor failure job on chiller 6 got closed early June. What was its average power over the 24 hours before that closing?",
    fair(C, c6("power_input"), "mean", done - pd.Timedelta(hours=24), done, "kW"),
)

done = WO[WO.wo_id == "WO362352"].actual_finish.item()
ask(
    "join",
    "zh",
    "WO362352完工之前4个小时,6号机负荷率最高到多少",
    fair(C, c6("chiller_percent_loaded"), "max", done - pd.Timedelta(hours=4), done, "%"),
)

a = AL[(AL.asset_id == "chiller-6") & (AL.rule_id == "RUL0021") & (AL.start_time >= J[0]) & (AL.start_time < J[1])]
inside = pd.Series(False, index=power.index)
for r in a.itertuples():
    inside |= (power.index >= r.start_time) & (power.index < r.end_time)
ask(
    "join",
    "en",
    "RUL0021 says chiller 6 was using power while off. Mean power input between the start of the first and the end of the last of its June 2020 alerts?",
    weighed(
        power[inside].mean(),
        "kW",
        power[(power.index >= a.start_time.min()) & (power.index <= a.end_time.max())].mean(),
    ),
)
ask(
    "records",
    "zh",
    "6月份6号冷机的RUL0021告警加起来挂了多久",
    weighed(
        (a.end_time - a.start_time).dt.total_seconds().sum(),
        "s",
        (a.end_time.max() - a.start_time.min()).total_seconds(),
    ),
)

rf = C.tables["alert_rule_failure_codes"]


def codes_of(rule):
    rows = rf[rf.rule_id == rule]
    return identifiers(rows.primary_code, dict(zip(rows.primary_code, [[d] for d in rows.primary_code_description])))


ask("lookup", "zh", "RUL0012报警对应哪些故障代码？给代码就行", codes_of("RUL0012"))

rows = rf[rf.primary_code == "M014"]
ask(
    "lookup",
    "en",
    "which alert rules point at a condenser tube leak? rule ids pls",
    identifiers(rows.rule_id, dict(zip(rows.rule_id, [[n] for n in rows.rule_name]))),
)

fm = C.tables["failure_modes"]
row = fm[(fm.equipment == "Chiller") & (fm.failure_mode == "Compressor Motor")].iloc[0]
ask(
    "lookup",
    "zh",
    "失效模式表里冷水机组的compressor motor是怎么劣化的,受什么影响？",
    text(f"{row.degradation_mechanism}|轴承", f"{row.influencing_factors}|过载|超载"),
)

s = c6s("setpoint_temperature")
ask("latest", "en", "setpoint temp CH-6 last value", number(s.iloc[-1], "[degF]"))
ask(
    "quality",
    "en",
    "When did chiller 6 last report a run status at all?",
    instant(C(c6("run_status")).index[-1], C.zone),
)

after = power[power.index >= "2020-06-12"]
ask(
    "when",
    "en",
    "no. 6 went down on 11 June in the morning - when did it start drawing power again?",
    instant(after[after > 0].index[0], C.zone, 60),
)

s = c6s("power_input", *day("2020-06-26"))
ask(
    "condition",
    "en",
    "26 june, how long was chiller 6 actually drawing power",
    weighed((s > 0).sum() * 900, "s", (C.held(s, "2020-06-27") * (s > 0).values).sum()),
)

off = power == 0
runs = (off != off.shift()).cumsum()
spans = [(g.index[0], g.index[-1], power.index[power.index > g.index[-1]]) for _, g in off.groupby(runs) if g.iloc[0]]
lengths = [((nxt[0] if len(nxt) else last) - first).total_seconds() for first, last, nxt in spans]
k = int(np.argmax(lengths))
ask(
    "condition",
    "zh",
    "6号机6月里最长的一次连续停机(功率为零)有多长时间",
    weighed(lengths[k], "s", (spans[k][1] - spans[k][0]).total_seconds()),
)

one, two = (
    C.stat(c6("condenser_water_flow"), "mean", *w)[0]
    for w in (("2020-06-01", "2020-06-08"), ("2020-06-08", "2020-06-15"))
)
three = C.series[c6("condenser_water_flow")].dropna()
weighted = [
    float((x.values * C.held(x, e)).sum() / C.held(x, e).sum())
    for x, e in (
        (three[:"2020-06-07 23:59:59"], "2020-06-08"),
        (three["2020-06-08":"2020-06-14 23:59:59"], "2020-06-15"),
    )
]
ask(
    "compare",
    "en",
    "condenser water flow of chiller 6: how many L/min lower on average in the week from 8 june than in the week from 1 june?",
    weighed(one - two, "L/min", weighted[0] - weighted[1]),
)

daily = c6s("tonnage", "2020-06-01", "2020-06-11").resample("D").mean()
ask("superlative", "zh", "6月1号到10号,6号冷机哪天的日均tonnage最高", identifier(f"{daily.idxmax():%Y-%m-%d}"))
ask(
    "relation",
    "en",
    "power input vs condensor water flow, ch 6, all of June - r?",
    weighed(C.correlation(c6("power_input"), c6("condenser_water_flow"), *J), "1"),
)
ask(
    "relation",
    "zh",
    "6号机 供水温度 vs 制冷量 整个6月的相关系数",
    weighed(C.correlation(c6("supply_temperature"), c6("tonnage"), *J), "1"),
)

s = c6s("chiller_percent_loaded", "2020-06-01", "2020-06-11")
ask(
    "condition",
    "zh",
    "6月1日至10日，6号冷机负荷率超过100%累计多长时间？",
    weighed((s > 100).sum() * 900, "s", (C.held(s, "2020-06-11") * (s > 100).values).sum()),
)

w = WO[WO.primary_code_description == "Condenser Plugged"].asset_id.value_counts()
assert w.iloc[0] > w.iloc[1] > w.iloc[2] > w.iloc[3]
ask(
    "superlative",
    "en",
    "Condenser plugged: which three chillers had the most work orders with that primary code, worst first",
    C.listed(w.index[:3], ordered=True),
)

w = WO[WO.asset_id == "chiller-10"]
ask(
    "records",
    "zh",
    "10号冷机2016到2019年每年完工多少张工单,分年列",
    numbers({str(y): len(year(w, "actual_finish", y)) for y in range(2016, 2020)}, 0),
)

w = year(WO[WO.asset_id == "chiller-13"], "actual_finish", 2023)
ask("aggregate", "en", "total labour hours booked on CWC04013 in 2023?", weighed(w.actual_labor_hours.sum(), "h"))

w = year(WO[WO.asset_id == "chiller-12"], "actual_finish", 2012)
ask(
    "composite",
    "en",
    "what percentage of chiller 12's 2012 work orders was preventive",
    weighed(100 * w.preventive.mean(), "%"),
)

v = AN[(AN.timestamp >= "2020-04-01") & (AN.timestamp < "2020-07-01")].kpi.value_counts()
assert v.iloc[0] > v.iloc[1]
ask("superlative", "zh", "2020年4月到6月9号冷机的异常里,哪个KPI出现得最多", identifier(v.index[0]))

x = AN[(AN.kpi == "Cooling Load") & (AN.timestamp >= J[0]) & (AN.timestamp < J[1])]
ask(
    "count",
    "en",
    "Chiller 9 cooling load anomalies June 2020 - how many with the value UNDER the lower bound?",
    count((x.value < x.lower_bound).sum()),
)
ask("abstain", "en", "supply temperature of chiller 9 yesterday, average", ABSTAINED)
ask("abstain", "zh", "5号冷机6月份用电多少？", or_clarify(ABSTAINED))
ask("abstain", "en", "vfd speed on chiller 6 right now??", ABSTAINED)
ask("clarify", "en", "chiller 6 water temp, mean for 10 june", CLARIFY)
ask("trend", "zh", "6号冷机输入功率整个6月的线性趋势，每天变化多少kW？(最小二乘)", weighed(slope(power), "kW/d"))
ask("condition", "zh", "6号冷机6月有没有超过2000千瓦的时候", yes((power >= 2000).any()))

flow = c6s("condenser_water_flow", "2020-06-12", "2020-06-26")
assert (c6s("power_input", "2020-06-12", "2020-06-26") == 0).all()
ask(
    "condition",
    "en",
    "Chiller 6 stood still 12-25 June. Highest condenser water flow we still saw in that time?",
    weighed(flow.max(), "L/min"),
)

p, t = c6s("power_input", "2020-06-01", "2020-06-08"), c6s("tonnage", "2020-06-01", "2020-06-08")
ask(
    "composite",
    "en",
    "kWh per ton-hour for chiller 6, total power over total tonnage, first seven days of June. NOT the average of the kW/TR tag",
    weighed(p.sum() / t.sum(), "kW/{TR}", p.mean() / t.mean()),
)

converse(
    "en",
    ("average power of chiller 6 on June 10?", fair(C, c6("power_input"), "mean", *day("2020-06-10"), "kW")),
    ("and the 9th?", fair(C, c6("power_input"), "mean", *day("2020-06-09"), "kW")),
    ("ok, tonnage that same day", fair(C, c6("tonnage"), "mean", *day("2020-06-09"), "{TR}")),
)

w = year(WO, "actual_finish", 2022)
converse(
    "zh",
    ("2022年14号冷机完工了几张工单", count((w.asset_id == "chiller-14").sum())),
    ("里面纠正性的有几张？", count(((w.asset_id == "chiller-14") & ~w.preventive).sum())),
    ("13号机呢", count(((w.asset_id == "chiller-13") & ~w.preventive).sum())),
)

a = AL[(AL.start_time < "2020-07-01") & (AL.asset_id == "chiller-6")]
v = a.rule_id.value_counts()
assert v.iloc[0] > v.iloc[1]
rule_names = dict(zip(C.tables["alert_rules"].rule_id, C.tables["alert_rules"].rule_name))
february = (a.start_time >= "2019-02-01") & (a.start_time < "2019-03-01") & (a.rule_id == v.index[0])
converse(
    "en",
    (
        "up to end of june 2020, which rule has raised the most alerts on chiller 6",
        identifier(v.index[0], [rule_names[v.index[0]]]),
    ),
    ("how many of these started in February 2019?", count(february.sum())),
    ("and what failure codes does that rule point to", codes_of(v.index[0])),
)
