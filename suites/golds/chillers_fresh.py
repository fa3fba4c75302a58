"""Chillers, fresh: questions, and how each answer is computed from the raw files.

Now is Tuesday 2020-06-30 23:45; a sample every 15 minutes, of Chiller 6 alone. Records go from 2010 to 2023.
Running it prints the cases.
"""

import pandas as pd
from expect import ABSTAINED, CLARIFY, Suite, count, identifiers, instant, number, significant, text, yes
from mixed import daily, date_id, day, having, stat, top, within
from plant import Plant

C = Plant("chillers")
suite = Suite("chillers", "chillers-r", significant(10))
ask, converse = suite.ask, suite.converse
orders, alerts, anomalies, rules = (C.tables[name] for name in ("work_orders", "alerts", "anomalies", "alert_rules"))
order = orders.set_index("wo_id")
alerts["hours"] = (alerts.end_time - alerts.start_time).dt.total_seconds() / 3600
power, load, tons = "chiller-6.power_input", "chiller-6.chiller_percent_loaded", "chiller-6.tonnage"
supply, flow = "chiller-6.supply_temperature", "chiller-6.condenser_water_flow"
setpoint, evaporator = "chiller-6.setpoint_temperature", "chiller-6.liquid_refrigerant_evaporator_temperature"
FIRST_TEN = day("2020-06-01", 10)


def together(*tags, start=None, end=None):
    """Tags side by side, at times where all have a value."""
    return pd.concat({tag: C.raw(tag, start, end) for tag in tags}, axis=1).dropna()


# --- one step: lookup, latest, unit
ask("lookup", "en", "CWC04704 - which machine is that on the floor?", C.named("chiller-4"))
name = rules.set_index("rule_id").rule_name["RUL0018"]
ask("lookup", "zh", "RUL0018这条报警规则叫啥名字？", text(name.removeprefix("Chiller - ")))
ask(
    "unit",
    "en",
    "in what unit is the condenser water flow of chiller 6 logged",
    text("L/min|l/min|liters per minute|litres per minute|liter per minute|litre per minute"),
)
ask("latest", "en", "last chilled water supply temp you have for Chiller 6", number(C(supply).iloc[-1], "[degF]"))

# --- one step: aggregate, extreme
ask(
    "aggregate",
    "en",
    "How many kWh did CWC04006 burn on the 3rd of June?",
    number(C.stat(power, "total", *day("2020-06-03")), "kW.h"),
)
ask(
    "aggregate",
    "zh",
    "6号冷水机组6月份冷却水回塔温度的中位数",
    stat(C, "chiller-6.condenser_water_return_to_tower_temperature", "median", "2020-06-01", "2020-07-01"),
)
hottest = C(supply, *day("2020-06-10"))
assert (hottest == hottest.max()).sum() == 1
ask("extreme", "zh", "6月10日6号冷机供水温度最高是在几点几分", instant(hottest.idxmax(), C.zone))

# --- one step: count, records
ask(
    "count",
    "en",
    "how many work orders got finished on Chiller 14 in 2017?",
    count(len(within(orders, "actual_finish", "2017", "2018", asset_id="chiller-14"))),
)
started = within(alerts, "start_time", "2019", "2020", asset_id="chiller-6")
assert started.end_time.max() < pd.Timestamp("2020")
ask("count", "zh", "2019年CWC04006一共报了多少次警(alerts)？", count(len(started)))
ask(
    "records",
    "en",
    "secondary code on WO367822?",
    text(f"{order.secondary_code['WO367822']}|{order.secondary_code_description['WO367822']}"),
)
ask(
    "records",
    "zh",
    "把6号冷机2020年5月完工的工单号列一下",
    identifiers(within(orders, "actual_finish", "2020-05-01", "2020-06-01", asset_id="chiller-6").wo_id),
)

# --- one step: quality, duration, trend, correlation
length, before = C.gap(tons, "2020-06-01", "2020-07-01")
ask(
    "quality",
    "en",
    "longest hole between two tonnage readings of Chiller 6 in June - how many minutes?",
    number(length / 60, "min", note=str(before)),
)
ask(
    "quality",
    "zh",
    "6月20号那天6号冷机到底开没开过？我是说功率有没有大于0",
    yes((C(power, *day("2020-06-20")) > 0).any()),
)
ask(
    "duration",
    "en",
    "for how long on June 26 did chiller 6 draw more than 0 kW",
    number(C.lasting(power, lambda v: v > 0, *day("2020-06-26")), "s"),
)
ask(
    "trend",
    "en",
    "straight line through the Chiller 6 power input, whole of June: slope in kW per day?",
    number(C.slope(power, "2020-06-01", "2020-07-01"), "kW/d"),
)
ask(
    "correlation",
    "zh",
    "整个6月，6号冷机输入功率跟制冷量相关系数是多少？",
    number(C.correlation(power, tons, "2020-06-01", "2020-07-01"), "1"),
)

# --- refused, asked back
ask(
    "clarify",
    "en",
    "temperature on chiller 6 rn?",
    CLARIFY,
    note="condenser return, supply, return, refrigerant, setpoint",
)
ask("abstain", "zh", "1号冷机现在供水温度多少度？", ABSTAINED, note="only Chiller 6 has measurements")
ask("abstain", "zh", "8号冷机2019年做过几张工单啊", ABSTAINED, note="no Chiller 8")
ask(
    "abstain",
    "en",
    "Please raise a new work order on chiller 9, priority 1, vibration check",
    ABSTAINED,
    note="an action",
)
ask(
    "abstain",
    "en",
    "how much will chiller 6 consume over the first week of July?",
    ABSTAINED,
    note="a forecast: data end on June 30",
)

# --- multistep
used = daily(C(power), "sum")
assert used.nlargest(2).iloc[1] < 0.97 * used.max()
ask(
    "multistep",
    "en",
    "Find the day in June with the biggest energy use of chiller 6. What was its mean % loaded that day?",
    stat(C, load, "mean", used.idxmax()),
    note=str(used.idxmax()),
)
ask(
    "multistep",
    "zh",
    "6号冷机功率冲到最高的那一刻，冷却水流量是多少",
    number(C.at(flow, C(power).idxmax()), "L/min"),
    note=str(C(power).idxmax()),
)
ask(
    "multistep",
    "en",
    "avg over 1-10 June of chiller 6's daily maximum power",
    number(daily(C(power, *FIRST_TEN), "max").mean(), "kW"),
)
running = together(power, "chiller-6.chiller_efficiency")
running = running[running[power] > 0]["chiller-6.chiller_efficiency"]
ask(
    "multistep",
    "en",
    "What efficiency (kW/ton) did chiller 6 average in June counting only readings with power above zero?",
    number(running.mean(), "kW/{TR}"),
)
warm = together(supply, setpoint, start="2020-06-01", end="2020-06-08")
ask(
    "multistep",
    "zh",
    "6月1号到7号，6号冷机供水温度高于设定温度的读数有几条",
    count((warm[supply] > warm[setpoint]).sum()),
)

# --- join
finish = order.actual_finish["WO365424"]
ask(
    "join",
    "en",
    "mean power of Chiller 6 over the 24 hours right after WO365424 was finished",
    stat(C, power, "mean", finish, finish + pd.Timedelta(days=1)),
    note=str(finish),
)
done = order.actual_finish["WO362352"].normalize()
ask(
    "join",
    "zh",
    "工单WO362352完工当天，6号冷机总共耗了多少度电？",
    number(C.stat(power, "total", *day(done)), "kW.h"),
    note=str(done),
)
[alert] = within(alerts, "start_time", "2020-06-06", "2020-06-07", asset_id="chiller-6").to_dict("records")
ask(
    "join",
    "en",
    "An alert came up on chiller 6 on 6 June 2020. Highest power input while it was standing?",
    stat(C, power, "max", alert["start_time"], alert["end_time"]),
    note=f"{alert['rule_id']} {alert['start_time']} {alert['end_time']}",
)
first = top(having(alerts, asset_id="chiller-1").rule_id.value_counts(), 1)[0]
ask(
    "join",
    "en",
    "name of the rule that fires most often on Chiller 1, all alerts on file",
    text(f"{first}|{rules.set_index('rule_id').rule_name[first].removeprefix('Chiller - ')}"),
)

# --- rank, compare
corrective = orders[~orders.preventive]
ask(
    "rank",
    "zh",
    "按非预防性(纠正性)工单数量排，最多的两台冷机是哪两台？从多到少",
    C.listed(top(corrective.asset_id.value_counts(), 2), ordered=True),
)
ask(
    "rank", "en", "which chiller has the second most alerts overall", C.named(top(alerts.asset_id.value_counts(), 2)[1])
)
spring = within(alerts, "start_time", "2020-04-01", "2020-07-01").asset_id.value_counts()
ask(
    "compare",
    "en",
    "Alerts started Apr-Jun 2020: by how many did chiller 9 outdo chiller 12?",
    count(spring["chiller-9"] - spring["chiller-12"]),
    note=f"{spring['chiller-9']} to {spring['chiller-12']}",
)
of_12 = having(orders, asset_id="chiller-12")
ask(
    "compare",
    "en",
    "what percentage of chiller 12's work orders were corrective, not PM",
    number(100 * (~of_12.preventive).mean(), "%"),
)
hours = orders.groupby("asset_id").actual_labor_hours.mean()
ask(
    "compare",
    "zh",
    "14号冷机每张工单的平均人工工时是2号冷机的几倍",
    number(hours["chiller-14"] / hours["chiller-2"], "1"),
)

# --- records, anomalies: more work
may = within(anomalies, "timestamp", "2020-05-01", "2020-06-01")
ask(
    "multistep",
    "en",
    "how many of Chiller 9's anomalies in May 2020 had a value over the upper bound?",
    count((may.value > may.upper_bound).sum()),
)
june = within(orders, "actual_finish", "2020-06-01", "2020-07-01")
busiest = top(june.actual_finish.dt.normalize().value_counts(), 1)[0]
ask("rank", "zh", "2020年6月哪一天完工的工单最多", date_id(busiest))
apart = order.actual_finish["WO372329"] - order.actual_finish["WO362352"]
ask(
    "duration",
    "en",
    "Days that passed between the finish of WO362352 and of WO372329",
    number(apart.total_seconds() / 86400, "d"),
)

# --- conversations
raised = within(alerts, "start_time", "2020-06-01", "2020-07-01")
of_14 = having(raised, asset_id="chiller-14")
mostly = top(of_14.rule_id.value_counts(), 1)[0]
converse(
    "en",
    ("alerts on chiller 9 in June 2020, how many?", count(len(having(raised, asset_id="chiller-9")))),
    ("and chiller 14?", count(len(of_14))),
    (
        "which rule caused most of those",
        text(f"{mostly}|{rules.set_index('rule_id').rule_name[mostly].removeprefix('Chiller - ')}"),
    ),
)
peak = C(power, *day("2020-06-05"))
assert (peak == peak.max()).sum() == 1
converse(
    "zh",
    ("6号冷机6月5号平均负荷率是多少", stat(C, load, "mean", "2020-06-05")),
    ("那天最大功率呢", number(peak.max(), "kW")),
    ("几点出现的？", instant(peak.idxmax(), C.zone)),
)


def write():
    suite.write("fresh")
