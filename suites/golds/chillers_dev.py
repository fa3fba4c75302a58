"""Chillers: questions, and how each answer is computed from the raw files."""

import numpy as np
import pandas as pd
from expect import (
    ABSTAINED,
    CLARIFY,
    Suite,
    count,
    decimals,
    identifier,
    identifiers,
    instant,
    number,
    text,
    yes,
)
from plant import folder
from readings import (
    aggregate,
    tolerance,
    weighted_mean,
    window,
)

suite = Suite("chillers", "ch-dev", decimals(8))
ask, converse = suite.ask, suite.converse
PLACE = folder("chillers")
RECORDS, ZONE = f"{PLACE}/records/", "America/New_York"
h = pd.read_csv(f"{PLACE}/history/chiller_6.csv", parse_dates=["timestamp"]).set_index("timestamp").sort_index()


def read(f, *d):
    return pd.read_csv(RECORDS + f + ".csv", parse_dates=list(d))


work_orders, alerts, anomalies, events = (
    read("work_orders", "actual_finish"),
    read("alerts", "start_time", "end_time"),
    read("anomalies", "timestamp"),
    read("events", "event_time"),
)
work_orders["y"], alerts["y"], alerts["d"] = (
    work_orders.actual_finish.dt.year,
    alerts.start_time.dt.year,
    (alerts.end_time - alerts.start_time).dt.total_seconds(),
)


def orders_of(n):
    return work_orders[work_orders.equipment_name == f"Chiller {n}"]


def alerts_of(n):
    return alerts[alerts.equipment_name == f"Chiller {n}"]


EQUIPMENT = {
    1: "CWC04701",
    2: "CWC04702",
    3: "CWC04703",
    4: "CWC04704",
    6: "CWC04006",
    7: "CWC04007",
    9: "CWC04009",
    10: "CWC04010",
    12: "CWC04012",
    13: "CWC04013",
    14: "CWC04014",
}


def names(n):
    return [f"Chiller {n}", EQUIPMENT[n], f"{n}号冷水机组", f"{n}号冷机"]


def chiller(n):
    return identifier(f"chiller-{n}", names(n))


def chillers(ns, o=False):
    return identifiers([f"chiller-{n}" for n in ns], {f"chiller-{n}": names(n) for n in ns}, o)


def number_of(s):
    return int(str(s).split()[-1])


power, tn, supply, return_, condenser_flow = (
    h.power_input,
    h.tonnage,
    h.supply_temperature,
    h.return_temperature,
    h.condenser_water_flow,
)
evaporator, tower, load, efficiency, setpoint = (
    h.liquid_refrigerant_evaporator_temperature,
    h.condenser_water_return_to_tower_temperature,
    h.chiller_percent_loaded,
    h.chiller_efficiency,
    h.setpoint_temperature,
)


# --- lookup
anomaly_codes = read("anomaly_failure_codes")
x = anomaly_codes[(anomaly_codes.kpi_name == "Delta Setpoint") & (anomaly_codes.anomaly_type == "Low")]
assert len(x) == 1
ask(
    "lookup",
    "en",
    "If the Delta Setpoint KPI is anomalously low, which secondary failure code does that point to?",
    text(x.secondary_code.iloc[0]),
)
ask("lookup", "zh", "工单上写的二级代码 MT008b 指的是什么?", text("Pressure Test|压力测试|压力试验|试压|耐压"))
ask(
    "lookup",
    "en",
    "according to our meter list, how is chiller % loaded calculated",
    text("Tonnage", "Chiller Maximum Efficiency"),
)
r = work_orders[work_orders.wo_id == "WO259747"].iloc[0]
ask("lookup", "zh", "工单 WO259747 是哪台冷机的?", chiller(number_of(r.equipment_name)))
v = float(power["2020-06-03 14:30:00"])
ask("lookup", "en", "How many kW was Chiller 6 pulling at exactly 2:30 pm on June 3rd?", number(v, "kW"))
fm = read("failure_modes")
x = fm[(fm.equipment == "Chiller") & (fm.failure_mode == "Expansion Valve")]
assert len(x) == 1
ask(
    "lookup",
    "en",
    "An expansion valve on one of the chillers - how does it degrade and what contributes to it, going by our failure mode list?",
    text(x.degradation_mechanism.iloc[0], x.influencing_factors.iloc[0]),
)


# --- latest
ask("latest", "en", "latest evaporator refrigerant temp on CWC04006?", number(evaporator.dropna().iloc[-1], "[degF]"))
ask("latest", "zh", "6号冷机的运行状态信号最后一次是什么时候记录的?", instant(h.run_status.dropna().index[-1], ZONE))


# --- aggregate
ask(
    "aggregate",
    "zh",
    "上周二6号机的回水温度平均是多少?",
    aggregate(return_, "mean", "2020-06-23", "2020-06-24", "[degF]", "rt 23"),
)
ask(
    "aggregate",
    "en",
    "Give me the standard deviation of Chiller 6's power input for the first half of June (1st to 15th).",
    aggregate(power, "std", "2020-06-01", "2020-06-16", "kW", "pw std"),
)
x = window(power, "2020-06-01", "2020-06-08")
e = number(x.sum() * 0.25, "kWh", note="2020-06-01 to 2020-06-08, sum of samples times 0.25 h")
idx = x.index
hold = np.append(np.diff(idx.astype("datetime64[ns]").asi8) / 3.6e12, 0.25)
e["rel_tol"] = tolerance(x.sum() * 0.25, [float((x.values * hold).sum()), 167.75 * x.mean(), 168 * x.mean()], "energy")
ask(
    "aggregate",
    "en",
    "We're doing the energy report. Total electricity used by chiller 6 in the week of June 1 (Mon-Sun), in kWh please.",
    e,
)
x = orders_of(7)[orders_of(7).y == 2016]
ask("aggregate", "zh", "2016年7号冷机的工单一共记了多少人工小时?", number(x.actual_labor_hours.sum(), "h"))
x = orders_of(13)[orders_of(13).preventive]
ask(
    "aggregate",
    "en",
    "How many labour hours are booked on a preventive work order of Chiller 13 on average, taking the whole list?",
    number(x.actual_labor_hours.mean(), "h", note=f"n={len(x)}"),
)


# --- extreme
x = tn.dropna()
ask("extreme", "en", "When did chiller 6's tonnage peak in June 2020?", instant(x.idxmax(), ZONE))
ask(
    "extreme",
    "zh",
    "6月5日到7日,CWC04006的负荷率最高到过多少?",
    aggregate(load, "max", "2020-06-05", "2020-06-08", "%", "load max"),
)


# --- rank
x = work_orders.groupby("equipment_name").size().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "Top three chillers by number of work orders over the whole list (2010-2023), highest first",
    chillers([number_of(i) for i in x.index[:3]], True),
)
x = (
    alerts[(alerts.start_time >= "2020-01-01") & (alerts.start_time < "2020-07-01")]
    .groupby("equipment_name")
    .size()
    .sort_values(ascending=False)
)
ask("rank", "zh", "今年上半年哪台冷机报警次数最多?", chiller(number_of(x.index[0])))
x = power.dropna().groupby(power.dropna().index.date).mean().sort_values(ascending=False)
ask(
    "rank",
    "en",
    "rank the days of june by chiller 6 mean power draw, just the top 3, biggest first",
    identifiers([str(i) for i in x.index[:3]], ordered=True),
)


# --- compare
a, b = window(power, "2020-06-06", "2020-06-07").mean(), window(power, "2020-06-07", "2020-06-08").mean()
ask(
    "compare",
    "en",
    "Did Chiller 6 draw more power on average on Saturday the 6th than on Sunday the 7th of June?",
    yes(a > b),
)
x = len(alerts_of(1)), len(alerts_of(4))
ask("compare", "zh", "1号和4号冷机比,哪台的报警更多?", chiller(4 if x[1] > x[0] else 1))


# --- duration
x = window(power, "2020-06-05", "2020-06-06")
n = int((x > 1000).sum())
ask(
    "duration",
    "en",
    "how long alltogether was chiler 6 pulling more than 1000 kW on june 5?",
    number(n * 900, "s", note=f"{n} samples of 15 min"),
)
x = alerts_of(12)[alerts_of(12).rule_id == "RUL0018"]
ask("duration", "zh", "CWC04012的蒸发器趋近温度过高报警(RUL0018)加起来总共持续了多久?", number(x.d.sum(), "s"))
z = x.sort_values("start_time")
x = alerts_of(7)[alerts_of(7).rule_id == "RUL0022"]
ask("duration", "en", "hey how long did the longest Chiller Cycling alert on chiller 7 last?", number(x.d.max(), "s"))

# --- count
ask(
    "count",
    "en",
    "number of work orders closed on Chiller 2 up to the end of 2012",
    count((orders_of(2).y <= 2012).sum()),
)
ask("count", "zh", "components 表里一共列了多少个部件?", count(len(read("components"))))
x = anomalies[
    (anomalies.kpi == "Flow Efficiency") & (anomalies.timestamp >= "2020-04-01") & (anomalies.timestamp < "2020-07-01")
]
ask("count", "zh", "2020年二季度9号冷机的 Flow Efficiency 指标出了几次异常?", count(len(x)))
ask(
    "count",
    "en",
    "How many priority 1 jobs did CWC04010 have altogether?",
    count((orders_of(10).work_priority == 1).sum()),
)
rule_meters = read("alert_rule_meters")
ask(
    "count",
    "en",
    "how many of the alert rules look at compressor amps",
    count(rule_meters[rule_meters.meter.str.lower() == "compressor amps"].rule_id.nunique()),
)
x = events[
    (events.equipment_name == "Chiller 12") & (events.event_group == "ALERT") & (events.event_time.dt.year == 2022)
]
ask("count", "en", "In the events table, how many ALERT entries are there for Chiller 12 in 2022?", count(len(x)))

# --- correlation
x = h[["tonnage", "power_input"]].dropna()
b = x[x.index < "2020-06-12"]
ask(
    "correlation",
    "en",
    "Does power follow the cooling load? Pearson correlation of tonnage and power input of Chiller 6, whole of June.",
    number(x.tonnage.corr(x.power_input), "1"),
)

# --- trend
x = power.dropna()
t = (x.index - x.index[0]).total_seconds() / 86400
k = np.polyfit(t, x.values, 1)[0]
ask("trend", "zh", "6号冷机整个6月的输入功率,用最小二乘拟合,每天变化多少kW?", number(k, "kW/d", rel_tol=0.01))

# --- quality
ask(
    "quality",
    "en",
    "how many acutal suply temperature values do we have from Chiller 6 for June? blanks dont count",
    count(supply.notna().sum()),
)
x = power.dropna().index.to_series().diff().dt.total_seconds()
ask("quality", "zh", "6号冷机功率数据里最长一次断档多长时间(相邻两个有效值之间)?", number(x.max(), "s"))
x = h.notna().sum().sort_values()
ask(
    "quality",
    "en",
    "Which Chiller 6 signal has the fewest readings?",
    identifier("chiller-6.schedule", ["Schedule", "Chiller 6 Schedule", "排程"]),
)

# --- unit
x = tower[(tower.index >= "2020-06-16") & (tower.index <= "2020-06-21")].dropna()
y = window(tower, "2020-06-16", "2020-06-21")


def c(f):
    return (f - 32) / 1.8


ask(
    "unit",
    "en",
    "Condenser water going back to the tower: its mean temperature from Tuesday 16 to Saturday 20 June, in degrees Celsius?",
    number(
        c(y.mean()),
        "Cel",
        rel_tol=tolerance(c(y.mean()), [c(x.mean()), c(weighted_mean(y))], "tower C"),
        note="2020-06-16 to 2020-06-21",
    ),
)
x = window(condenser_flow, "2020-06-04", "2020-06-05")
ask("unit", "zh", "6月4日 CWC04006 的 condenser water flow 最大值,换算成 m³/h 是多少?", number(x.max() * 0.06, "m3/h"))

# --- multistep
g = work_orders.groupby("equipment_name").preventive.agg(["size", "mean"])
g = g[g["size"] > 400].sort_values("mean")
ask(
    "multistep",
    "en",
    "Among the chillers with more than 400 work orders, which has the lowest share of preventive ones?",
    chiller(number_of(g.index[0])),
)
x = alerts.groupby("equipment_name").size().sort_values(ascending=False)
n = number_of(x.index[0])
ask(
    "multistep",
    "zh",
    "报警总数最多的那台冷机,它的工单里有百分之几是非预防性(纠正性)的?",
    number(100 * (~orders_of(n).preventive).mean(), "%", note=f"Chiller {n}"),
)
x = power.dropna()
d = x.groupby(x.index.date).mean().idxmax()
b = str(pd.Timestamp(d) + pd.Timedelta(days=1))
ask(
    "multistep",
    "en",
    "Take the June day with chiller 6's highest average power. What was the mean tonnage that day?",
    aggregate(tn, "mean", str(d), b, "{TR}", "tn best day"),
)
x = h[["power_input", "chiller_efficiency"]].dropna()
y = x[x.power_input > 500]
ask(
    "multistep",
    "en",
    "whats the mean chiller efficiency of chiller 6 in june counting only the readings where it drew more than 500 kW",
    number(y.chiller_efficiency.mean(), "kW/{TR}", note=f"n={len(y)}"),
)

# --- join
pf = read("primary_failure_codes").drop_duplicates("primary_code").set_index("primary_code").category
x = work_orders[work_orders.primary_code.map(pf) == "Leaks and Seepage"]
ask(
    "join",
    "en",
    'I\'ve asked this twice now: how many of all our work orders carry a primary code from the category "Leaks and Seepage"?',
    count(len(x)),
)
top = alerts_of(1).rule_id.value_counts()
arf = read("alert_rule_failure_codes")
arfc = arf[arf.rule_id == top.index[0]]
ask(
    "join",
    "zh",
    "1号冷机触发最多的那条报警规则,对应哪些主故障代码?",
    identifiers(
        list(arfc.primary_code),
        {a: [b, f"{a} {b}", f"{a} - {b}"] for a, b in zip(arfc.primary_code, arfc.primary_code_description)},
    ),
)
x = alerts_of(6)[(alerts_of(6).start_time < "2020-07-01") & (alerts_of(6).end_time > "2020-06-01")]
p = power.dropna()
m = np.zeros(len(p), bool)
mc = m.copy()
for _, r in x.iterrows():
    m |= (p.index >= r.start_time) & (p.index < r.end_time)
    mc |= (p.index >= r.start_time) & (p.index <= r.end_time)
v = p[m].mean()
e = number(v, "kW", note=f"{x.start_time.min()} to {x.end_time.max()}, n={m.sum()}")
e["rel_tol"] = tolerance(v, [p[mc].mean(), weighted_mean(p[m])], "join power")
ask(
    "join",
    "en",
    "In June 2020 chiller 6 had RUL0021 alerts. What did it draw on average while those alerts were active?",
    e,
)
collections = read("collection_components")
cols = set(collections[collections.component == "expansion valve"].collection)
ask(
    "join",
    "en",
    "Count the work orders whose collection covers the expansion valve.",
    count(work_orders.collection.isin(cols).sum()),
)

# --- abstain
ask("abstain", "en", "What was the average supply temperature of Chiller 8 yesterday?", ABSTAINED)
ask("abstain", "zh", "7号冷机6月10日的平均功率是多少?", ABSTAINED)
ask("abstain", "en", "chiller 6 mean power 1st week of may 2020 pls", ABSTAINED)
ask("abstain", "en", "can you open the P&ID drawing of chiller 6 for me", ABSTAINED)
ask("abstain", "zh", "6号冷机的压缩机振动现在多少 mm/s?", ABSTAINED)

# --- clarify
ask("clarify", "en", "What's the temperature on CWC04006 right now?", CLARIFY)

# --- conversation
converse(
    "en",
    ("What was Chiller 6's average power on June 7?", aggregate(power, "mean", "2020-06-07", "2020-06-08", "kW", "c1")),
    ("And the day after?", aggregate(power, "mean", "2020-06-08", "2020-06-09", "kW", "c1b")),
    ("what about the maximum that day?", aggregate(power, "max", "2020-06-08", "2020-06-09", "kW", "c1c")),
)
x14, x10 = orders_of(14)[orders_of(14).y == 2015], orders_of(10)[orders_of(10).y == 2015]
converse(
    "zh",
    ("14号冷机2015年完成了多少张工单?", count(len(x14))),
    ("那10号呢?", count(len(x10))),
    ("其中有几张是纠正性的?", count((~x10.preventive).sum())),
)
x = alerts_of(4)
y = x[x.rule_id == "RUL0018"]
converse(
    "en",
    ("alerts on chiller 4, how many in total?", count(len(x))),
    ("how many of those were RUL0018?", count(len(y))),
    ("and the longest one of these - how long?", number(y.d.max(), "s")),
)
x = anomalies[anomalies.kpi == "Flow Efficiency"]
converse(
    "zh",
    ("9号冷机总共记录了多少条KPI异常?", count(len(anomalies))),
    ("只看 Flow Efficiency 的呢?", count(len(x))),
    ("里面超过上限的有多少条?", count((x.value > x.upper_bound).sum())),
)
converse(
    "en",
    ("Average setpoint temperature for Chiller 3 in June, please", ABSTAINED),
    ("OK, Chiller 6 then", aggregate(setpoint, "mean", "2020-06-01", "2020-07-01", "[degF]", "c5")),
    ("and the highest reading?", number(setpoint.max(), "[degF]")),
    ("how many work orders has that chiller had in total?", count(len(orders_of(6)))),
)


def write():
    suite.write("dev")
